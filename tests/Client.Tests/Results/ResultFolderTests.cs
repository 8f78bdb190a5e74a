using Starling.Algorithms.Errors;
using Starling.Client.Results;
using Xunit;

namespace Starling.Client.Tests.Results;

public sealed class ResultFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 5, 9, TimeSpan.FromHours(1));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_default_folder_is_named_by_job_and_time()
    {
        ResultFolder folder = ResultFolder.CreateDefault(_folder.Path, "fedspeed-fashion", Now);

        Assert.Equal(Path.Combine(_folder.Path, "runs", "fedspeed-fashion-20261121-080509"), folder.Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_second_run_within_the_second_gets_a_number()
    {
        string first = ResultFolder.CreateDefault(_folder.Path, "job", Now).Path;

        Assert.Equal(first + "-2", ResultFolder.CreateDefault(_folder.Path, "job", Now).Path);
        Assert.Equal(first + "-3", ResultFolder.CreateDefault(_folder.Path, "job", Now).Path);
    }

    [Theory]
    [InlineData("../../etc", "etc-20261121-080509")]
    [InlineData("a b/c", "a-b-c-20261121-080509")]
    [InlineData("..", "job-20261121-080509")]
    public void A_name_cannot_lead_out_of_the_runs(string name, string expected)
    {
        ResultFolder folder = ResultFolder.CreateDefault(_folder.Path, name, Now);

        Assert.Equal(Path.Combine(_folder.Path, "runs", expected), folder.Path);
    }

    [Fact]
    public void A_named_folder_that_is_empty_is_taken()
    {
        Directory.CreateDirectory(_folder["out"]);

        Assert.Equal(_folder["out"], ResultFolder.Create(_folder["out"] + Path.DirectorySeparatorChar).Path);
    }

    [Fact]
    public void A_named_folder_with_results_is_left_alone()
    {
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out/result.json"], "{}");

        Assert.Equal(_folder["out-2"], ResultFolder.Create(_folder["out"]).Path);
        Assert.Equal("{}", File.ReadAllText(_folder["out/result.json"]));
    }

    [Fact]
    public void A_place_that_cannot_hold_a_folder_is_refused()
    {
        File.WriteAllText(_folder["file"], "");

        StarlingException exception = Assert.Throws<StarlingException>(() => ResultFolder.Create(_folder["file/out"]));

        Assert.Equal(ErrorCatalog.OutputNotWritable, exception.Error);
        Assert.Contains(_folder["file/out"], exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_an_empty_folder_is_removed()
    {
        ResultFolder empty = ResultFolder.Create(_folder["empty"]);
        ResultFolder full = ResultFolder.Create(_folder["full"]);
        File.WriteAllText(full.Events, "");

        empty.RemoveIfEmpty();
        full.RemoveIfEmpty();

        Assert.False(Directory.Exists(empty.Path));
        Assert.True(File.Exists(full.Events));
    }
}
