using Starling.Client.Jobs;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Jobs;

/// <summary>The job files that people start from.</summary>
public sealed class ExampleJobsTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "jobs"), "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_example_is_a_job_and_says_how_to_run_it(string file)
    {
        JobFileResult job = JobFile.Read(Path.Combine(Repository.Root, file), []);

        Assert.Empty(job.Issues);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), job.Definition!.Name);
        Assert.Contains($"./starling run {file}", File.ReadAllText(Path.Combine(Repository.Root, file)), StringComparison.Ordinal);
    }
}
