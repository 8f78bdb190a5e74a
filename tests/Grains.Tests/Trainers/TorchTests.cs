using System.Diagnostics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Runs;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Grains.Tests.Cluster;
using Starling.Silo;
using Starling.TestSupport;
using Xunit;

namespace Starling.Grains.Tests.Trainers;

/// <summary>The examples with NumPy and PyTorch, and the tests of the Python package.</summary>
public sealed class TorchTests
{
    /// <summary>Debian's, which has Debian's packages.</summary>
    private const string Python = "/usr/bin/python3";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_perceptron_of_the_example_learns_as_well_as_the_built_in_one()
    {
        await SkipWithoutAsync("torch");
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, new DataLocator(TestData.Require("fashion-mnist")), cancellationToken: Stop);
        var client = new StarlingClient(cluster.Client);

        double builtIn = await AccuracyAsync(client, new MlpOptions { Hidden = [200] });
        double torch = await AccuracyAsync(client, new ExternalModelOptions { Command = [Python, Repository.PathOf("samples", "external", "torch_mlp.py"), "200"] });

        Assert.InRange(builtIn, 0.8, 0.9);
        Assert.Equal(builtIn, torch, 0.01);
    }

    [Theory]
    [InlineData("numpy_softmax.py", "numpy")]
    [InlineData("own_data.py", null)]
    public async Task The_other_examples_learn(string script, string? needed)
    {
        await SkipWithoutAsync(needed ?? "json");
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: Stop);
        JobDefinition job = TestJobs.Small(new FedAvgOptions { LocalEpochs = 1, BatchSize = 20 }, rounds: 8) with
        {
            Model = new ExternalModelOptions { Command = [Python, Repository.PathOf("samples", "external", script)] },
        };
        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(new StarlingClient(cluster.Client), job);

        Assert.True(status.Phase == JobPhase.Completed, status.Failure?.Message);
        double?[] accuracies = [.. events.Where(one => one.Metrics is not null).Select(one => one.Metrics!.Accuracy)];
        Assert.True(accuracies[^1] > accuracies[0] + 0.2, string.Join(", ", accuracies));
    }

    [Fact]
    public async Task The_package_passes_its_own_tests()
    {
        string? python = File.Exists(Python) ? Python : PythonFinder.Find();
        Assert.SkipWhen(python is null, "There is no Python on this machine.");

        (int code, string output) = await RunAsync(python!, "-B", "-m", "unittest", "discover", "-s", Repository.PathOf("Trainer", "tests"), "-t", Repository.PathOf("Trainer"));

        Assert.True(code == 0, output);
        Assert.Contains("OK", output, StringComparison.Ordinal);
    }

    private static async Task<double> AccuracyAsync(StarlingClient client, ModelOptions model)
    {
        var job = new JobDefinition
        {
            Name = "perceptron",
            Algorithm = new FedAvgOptions { LocalEpochs = 1, BatchSize = 50 },
            Model = model,
            Data = new FashionMnistDataOptions { Partition = new IidPartitionOptions() },
            Workers = new WorkersSection { Count = 4 },
            Stop = new StopSection { Rounds = 5 },
            Evaluate = new EvaluateSection { Every = 1 },
        };
        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(client, job);

        Assert.True(status.Phase == JobPhase.Completed, status.Failure?.Message);

        // One evaluation goes up and down; the last three together say how far it has come.
        return events.Where(one => one.Metrics is { Round: >= 3 }).Average(one => one.Metrics!.Accuracy!.Value);
    }

    private static async Task SkipWithoutAsync(string module)
    {
        Assert.SkipUnless(File.Exists(Python), $"There is no {Python} on this machine.");
        (int code, _) = await RunAsync(Python, "-c", $"import {module}");
        Assert.SkipWhen(code != 0, $"{Python} has no {module}: eng/install-test-services.sh installs it.");
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync(Stop);
        string output = await process.StandardOutput.ReadToEndAsync(Stop);
        output += await error;
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, output);
    }
}
