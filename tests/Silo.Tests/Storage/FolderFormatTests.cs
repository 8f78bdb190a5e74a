using Starling.Algorithms.Errors;
using Starling.Silo.Storage;
using Starling.TestSupport;
using Xunit;

namespace Starling.Silo.Tests.Storage;

public sealed class FolderFormatTests
{
    [Fact]
    public void A_folder_is_claimed_once_and_known_again()
    {
        using var folder = new TempFolder();

        FolderFormat.Claim(folder["storage"]);
        FolderFormat.Claim(folder["storage"]);

        Assert.Equal(FolderFormat.Own, File.ReadAllText(folder["storage/format"]).Trim());
    }

    [Fact]
    public void A_folder_of_another_engine_is_refused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["format"], "Somebody.Else\n");

        var refusal = Assert.Throws<StarlingException>(() => FolderFormat.Claim(folder.Path));

        Assert.Equal("STAR0706", refusal.Error.Code);
        Assert.Contains("Somebody.Else", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_no_crash()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["file"], "");

        var refusal = Assert.Throws<StarlingException>(() => FolderFormat.Claim(folder["file/storage"]));

        Assert.Equal("STAR0409", refusal.Error.Code);
    }
}
