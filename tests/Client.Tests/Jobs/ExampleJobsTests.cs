using Starling.Client.Jobs;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Jobs;

public sealed class ExampleJobsTests
{
    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateFiles(Repository.PathOf("jobs"), "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_valid_named_after_its_file_and_says_how_it_is_run(string example)
    {
        string path = Repository.PathOf(example);
        JobFileResult job = JobFile.Read(path, []);

        Assert.Empty(job.Issues);
        Assert.Equal(Path.GetFileNameWithoutExtension(path), job.Spec!.Name);
        Assert.Contains($"./starling run {example}", File.ReadAllText(path), StringComparison.Ordinal);
    }
}
