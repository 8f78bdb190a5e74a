using Starling.Algorithms.Errors;
using Starling.Client.Results;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Results;

public sealed class ResultFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 5, 9, TimeSpan.FromHours(1));

    private readonly TempFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void The_default_folder_is_named_by_job_and_time()
    {
        ResultFolder folder = ResultFolder.CreateDefault(home.Path, "fedspeed-fashion", Now);

        Assert.Equal(Path.Combine(home.Path, "runs", "fedspeed-fashion-20261121-080509"), folder.Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_second_run_within_the_second_gets_a_number()
    {
        string first = ResultFolder.CreateDefault(home.Path, "job", Now).Path;

        Assert.Equal(first + "-2", ResultFolder.CreateDefault(home.Path, "job", Now).Path);
        Assert.Equal(first + "-3", ResultFolder.CreateDefault(home.Path, "job", Now).Path);
    }

    [Theory]
    [InlineData("../../etc", "etc-20261121-080509")]
    [InlineData("a b/c", "a-b-c-20261121-080509")]
    [InlineData("..", "job-20261121-080509")]
    public void A_name_cannot_lead_out_of_the_runs(string name, string expected)
    {
        ResultFolder folder = ResultFolder.CreateDefault(home.Path, name, Now);

        Assert.Equal(Path.Combine(home.Path, "runs", expected), folder.Path);
    }

    [Fact]
    public void A_named_folder_that_is_empty_is_taken()
    {
        Directory.CreateDirectory(home["out"]);

        Assert.Equal(home["out"], ResultFolder.Create(home["out"] + Path.DirectorySeparatorChar).Path);
    }

    [Fact]
    public void Earlier_results_in_a_named_folder_go_and_other_files_stay()
    {
        Directory.CreateDirectory(home["out"]);
        File.WriteAllText(home["out/result.json"], "{}");
        File.WriteAllText(home["out/notes.md"], "mine");

        Assert.Equal(home["out"], ResultFolder.Create(home["out"]).Path);
        Assert.False(File.Exists(home["out/result.json"]));
        Assert.Equal("mine", File.ReadAllText(home["out/notes.md"]));
    }

    [Fact]
    public void A_place_that_cannot_hold_a_folder_is_refused()
    {
        File.WriteAllText(home["file"], "");

        StarlingException exception = Assert.Throws<StarlingException>(() => ResultFolder.Create(home["file/out"]));

        Assert.Equal(ErrorCatalog.OutputNotWritable, exception.Error);
        Assert.Contains(home["file/out"], exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_an_empty_folder_is_removed()
    {
        ResultFolder empty = ResultFolder.Create(home["empty"]);
        ResultFolder full = ResultFolder.Create(home["full"]);
        File.WriteAllText(full.Events, "");

        empty.RemoveIfEmpty();
        full.RemoveIfEmpty();

        Assert.False(Directory.Exists(empty.Path));
        Assert.True(File.Exists(full.Events));
    }
}
