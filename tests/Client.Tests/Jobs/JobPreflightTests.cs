using Starling.Algorithms.Data;
using Starling.Client.Jobs;
using Xunit;

namespace Starling.Client.Tests.Jobs;

public sealed class JobPreflightTests
{
    [Fact]
    public void A_job_whose_data_are_there_can_start() => Assert.Empty(Check("""
        algorithm: fedavg
        model: softmax
        data: { kind: synthetic, sizeMaximum: 60 }
        workers: { count: 3 }
        """));

    [Fact]
    public void Missing_data_are_refused_at_the_line_of_the_data() => Assert.StartsWith("x.yaml:3:1: data: STAR0201: ", Assert.Single(Check("""
        algorithm: fedavg
        model: softmax
        data:
          kind: fashion-mnist
        """)), StringComparison.Ordinal);

    [Fact]
    public void A_partition_that_cannot_be_made_is_refused_at_its_line() => Assert.StartsWith(
        "x.yaml:5:3: data.partition: STAR0206: ", Assert.Single(Check("""
        algorithm: fedavg
        model: softmax
        data:
          kind: synthetic
          partition: { kind: dirichlet, minSize: 1000 }
          sizeMaximum: 60
        workers: { count: 3 }
        """)), StringComparison.Ordinal);

    [Fact]
    public void A_file_with_issues_keeps_them() => Assert.StartsWith("x.yaml:1:1: model: STAR0107", Check("algorithm: fedavg\ndata: synthetic\n")[0], StringComparison.Ordinal);

    /// <summary>Looks for data in an empty folder, and nowhere else.</summary>
    private static string[] Check(string job)
    {
        string folder = Directory.CreateTempSubdirectory("starling-").FullName;
        try
        {
            return [.. JobPreflight.Check(JobFile.Parse(job, "x.yaml"), new DataLocator(environment: new EmptyMachine(folder))).Select(issue => issue.ToString())];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record EmptyMachine(string CurrentDirectory) : IDataEnvironment
    {
        public string? CacheDirectory => null;

        public string? Variable(string name) => null;
    }
}
