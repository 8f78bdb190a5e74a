using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Grains.Tests.Cluster;
using Starling.Grains.Trainers;
using Starling.Silo;
using Starling.TestSupport;
using Xunit;

namespace Starling.Grains.Tests.Trainers;

/// <summary>Jobs whose model is a script: what works, and what a script may do to a job.</summary>
public sealed class TrainerJobTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private EmbeddedCluster cluster = null!;
    private StarlingClient client = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PythonFinder.Find() is null, "There is no python3 on this machine.");
        cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        client = new StarlingClient(cluster.Client);
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Silos_shards_and_a_process_that_is_killed_do_not_change_a_bit()
    {
        (JobStatus alone, List<JobEvent> events) = await RunAsync("fine");
        Assert.True(alone.Phase == JobPhase.Completed, alone.Failure?.Message);
        Assert.True(alone.Latest!.Loss > 0);
        Assert.Null(alone.Latest.Accuracy);
        Assert.DoesNotContain(events, one => one.Kind is JobEventKinds.UpdateRejected or JobEventKinds.Output);

        (JobStatus killed, events) = await RunAsync("die-once");
        Assert.True(File.Exists(folder["once"]));
        Assert.DoesNotContain(events, one => one.Kind == JobEventKinds.UpdateRejected);
        Assert.Equal(alone.ParametersSha256, killed.ParametersSha256);

        await using EmbeddedCluster three = await EmbeddedCluster.StartAsync(3, cancellationToken: TestContext.Current.CancellationToken);
        (JobStatus spread, _) = await TestJobs.RunAsync(new StarlingClient(three.Client), Job("fine", shards: 2));
        Assert.Equal(alone.ParametersSha256, spread.ParametersSha256);
    }

    [Theory]
    [InlineData("die", "STAR1002", "by signal 9", "I am about to die")]
    [InlineData("exit", "STAR1002", "with exit code 3", "I am leaving")]
    [InlineData("hang", "STAR1003", "within 5 s", "I am about to hang")]
    [InlineData("raise", "STAR1004", "ValueError: no such thing as a mean", "misbehave")]
    [InlineData("shape", "STAR1004", "w", "")]
    [InlineData("nan", "STAR1005", "'w', at 3 of", "is not finite")]
    [InlineData("loss", "STAR1005", "the loss is not finite", "")]
    public async Task A_script_that_fails_costs_its_worker_the_round_and_nobody_anything_else(string mode, string code, string says, string output)
    {
        (JobStatus status, List<JobEvent> events) = await RunAsync(mode);

        Assert.True(status.Phase == JobPhase.Completed, status.Failure?.Message);
        JobEvent rejected = Assert.Single(events, one => one.Kind == JobEventKinds.UpdateRejected);
        Assert.Equal((2, 1), (rejected.Worker, rejected.Round));
        Assert.StartsWith(code, rejected.Message, StringComparison.Ordinal);
        Assert.Contains(says, rejected.Message, StringComparison.Ordinal);
        Assert.Contains(output, rejected.Message, StringComparison.Ordinal);
        Assert.Equal((4 * 3) - 1, status.Totals.Communications);
    }

    [Fact]
    public async Task What_a_script_prints_is_in_the_log_of_the_job()
    {
        (JobStatus status, List<JobEvent> events) = await RunAsync("print");

        Assert.Equal(JobPhase.Completed, status.Phase);
        JobEvent said = Assert.Single(events, one => one.Kind == JobEventKinds.Output);
        Assert.Equal((2, 1, "hello from worker 2"), (said.Worker, said.Round, said.Message));
    }

    [Fact]
    public async Task Noise_on_its_output_does_no_harm()
    {
        (JobStatus fine, _) = await RunAsync("fine");
        (JobStatus status, List<JobEvent> events) = await RunAsync("noise");

        Assert.Equal(fine.ParametersSha256, status.ParametersSha256);
        Assert.All(events, one => Assert.InRange(one.Message.Length, 0, 10_000));
    }

    [Fact]
    public async Task Processes_end_with_the_job_and_see_nothing_of_the_silos_secrets()
    {
        Environment.SetEnvironmentVariable("STARLING_TEST_SECRET", "a secret");
        await RunAsync("fine");

        string[] pids = [.. Directory.GetFiles(folder.Path, "pid-*")];
        Assert.NotEmpty(pids);
        Assert.All(pids, path => Assert.Equal("no secret None", File.ReadAllText(path)));
        await Eventually.HoldsAsync(() => Task.FromResult(pids.All(path => !Directory.Exists($"/proc/{path[(path.LastIndexOf('-') + 1)..]}"))));
    }

    [Fact]
    public async Task A_script_may_train_by_itself()
    {
        (JobStatus status, _) = await RunAsync("train", new FedAvgOptions { LearningRate = 0.5, LearningRateDecay = 1 });

        Assert.True(status.Phase == JobPhase.Completed, status.Failure?.Message);
        Assert.Equal(4 * 3 * 7, status.Totals.Gradients);

        // The same script under an algorithm that needs gradients is asked for gradients.
        (status, _) = await RunAsync("train", new FedProxOptions { LocalEpochs = 1, BatchSize = 0 });
        Assert.Equal(4 * 3, status.Totals.Gradients);
    }

    [Fact]
    public async Task Nodes_of_a_network_can_be_scripts()
    {
        JobDefinition job = Job("fine") with
        {
            Algorithm = new DPsgdOptions { LearningRate = 0.1 },
            Workers = new WorkersSection { Count = 4 },
        };
        (JobStatus status, _) = await TestJobs.RunAsync(client, job);

        Assert.True(status.Phase == JobPhase.Completed, status.Failure?.Message);
        Assert.True(status.Totals.Gradients >= 4 * 4);
    }

    [Theory]
    [InlineData("only-train", "STAR0108", "choose fedavg")]
    [InlineData("blind", "STAR1005", "no method 'evaluate'")]
    [InlineData("nothing", "STAR1004", "tensor")]
    public async Task A_script_that_does_not_suit_the_job_ends_it_at_its_start(string mode, string code, string says)
    {
        (JobStatus status, _) = await RunAsync(mode, new FedProxOptions());

        Assert.Equal((JobPhase.Failed, code), (status.Phase, status.Failure?.Code));
        Assert.Contains(says, status.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there-is-no-such-program", "STAR1001", "there-is-no-such-program")]
    [InlineData("false", "STAR1001", "ended with exit code 1 before it connected")]
    public async Task A_command_that_does_not_start_ends_the_job_with_the_reason(string program, string code, string says)
    {
        (JobStatus status, _) = await TestJobs.RunAsync(client, Job("fine") with { Model = new ExternalModelOptions { Command = [program] } });

        Assert.Equal((JobPhase.Failed, code), (status.Phase, status.Failure?.Code));
        Assert.Contains(says, status.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("written 8 8", "'written' is 8, after 8, of 240 bytes")]
    [InlineData("written 8 4", "'written' is 4, after 8")]
    [InlineData("written 6", "'written' is 6, after 0")]
    [InlineData("written 244", "'written' is 244, after 0, of 240 bytes")]
    [InlineData("written -4", "'written' is -4, after 0")]
    [InlineData("written 99999999999999", "'written' is 99999999999999, after 0")]
    [InlineData("written much", "'written' is much, and no number of bytes")]
    public async Task Nonsense_about_what_is_written_rejects_the_update(string mode, string says)
    {
        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(client, Job(mode) with { Name = "written", Stop = new StopSection { Rounds = 1 } });

        JobEvent[] rejected = [.. events.Where(one => one.Kind == JobEventKinds.UpdateRejected)];
        Assert.NotEmpty(rejected);
        Assert.All(rejected, one => Assert.Contains($"STAR1005: The script's answer to 'gradient' cannot be used: {says}", one.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_result_is_read_while_it_is_written()
    {
        string script = folder.Write("long.py", """
            import array, sys, starling_trainer

            SIZES = [700_000, 1_500_000, 900_000, 5]

            class Long(starling_trainer.Model):
                def tensors(self, task):
                    return {f"t{number}": size for number, size in enumerate(SIZES)}

                def gradient(self, parameters, samples):
                    result = {f"t{number}": array.array("f", range(number, number + size)) for number, size in enumerate(SIZES)}
                    if self.round > 0:
                        result[f"t{self.round - 1}"][3] = float("inf")
                    return 0.5, result

                def evaluate(self, parameters):
                    return 1.0, None, 1

            starling_trainer.serve(Long())
            """);
        RunDefinition run = RunDefinition.Parse($$"""
            { "algorithm": "fedavg", "model": { "kind": "external", "command": ["{{PythonFinder.Find()}}", "{{script}}"] }, "data": { "kind": "synthetic" }, "workers": { "count": 1 } }
            """);
        using var pool = new TrainerPool(
            Options.Create(new TrainerOptions { AllowCommands = true, Devices = [] }), TimeProvider.System, NullLogger<TrainerPool>.Instance);
        var data = new DataSource(new DenseDataset<float>("two", 2, 2, [0, 1], new float[4]), null);
        TrainerWork<float> work = await TrainerWork<float>.StartAsync(pool, "long", run, data, [[0, 1]]);
        using TrainerPlace place = await work.EnterAsync(0, TestContext.Current.CancellationToken);
        float[] gradient = new float[work.Layout.Count];

        double loss = await Gradient(0);

        Assert.Equal(0.5, loss);
        Assert.Equal(
            [.. Enumerable.Range(0, 700_000), .. Enumerable.Range(1, 1_500_000), .. Enumerable.Range(2, 900_000), .. Enumerable.Range(3, 5)],
            gradient.Select(number => (int)number));
        for (int tensor = 0; tensor < 4; tensor++)
        {
            StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(() => Gradient(tensor + 1));
            Assert.Contains($"in 't{tensor}', at 3 of ", refusal.Message, StringComparison.Ordinal);
        }

        Task<double> Gradient(int round) => place.RunAsync(
            work, holder => work.Gradient(holder, round, new float[gradient.Length], [0, 1], gradient, CancellationToken.None), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_speaks_another_protocol_is_told_so()
    {
        string script = folder.Write("other.py", """
            import os, socket
            stream = socket.socket(socket.AF_UNIX)
            stream.connect(os.environ["STARLING_SOCKET"])
            print("hello, is this HTTP?")
            stream.sendall(b"GET / HTTP/1.1\r\n\r\n")
            stream.recv(1)
            """);
        (JobStatus status, _) = await TestJobs.RunAsync(client, Job("fine") with { Model = new ExternalModelOptions { Command = [PythonFinder.Find()!, script] } });

        Assert.Equal((JobPhase.Failed, "STAR1005"), (status.Phase, status.Failure?.Code));
        Assert.Contains("its header has", status.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silos_run_commands_only_where_an_operator_allows_them()
    {
        await using EmbeddedCluster strict = await EmbeddedCluster.StartAsync(
            1,
            configure: builder => builder.Services.Configure<TrainerOptions>(options => options.AllowCommands = false),
            cancellationToken: TestContext.Current.CancellationToken);

        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(
            () => new StarlingClient(strict.Client).SubmitAsync(Job("fine").ToSpec(), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCatalog.CommandNotAllowed, refusal.Error);
    }

    private Task<(JobStatus Status, List<JobEvent> Events)> RunAsync(string mode, AlgorithmOptions? algorithm = null)
    {
        JobDefinition job = Job(mode);
        return TestJobs.RunAsync(client, algorithm is null ? job : job with { Algorithm = algorithm });
    }

    private JobDefinition Job(string mode, int shards = 0) => new()
    {
        Name = mode,
        Algorithm = new FedAvgOptions { LocalEpochs = 1, BatchSize = 0, LearningRate = 0.5, ClipNorm = 0 },
        Model = new ExternalModelOptions
        {
            Command = [PythonFinder.Find()!, Repository.PathOf("tests", "Grains.Tests", "Trainers", "mean.py"), mode, folder.Path],
            TimeLimit = 5,
        },
        Data = new SyntheticDataOptions { Alpha = 1, Beta = 1, Partition = new IidPartitionOptions(), SizeLogMean = 2, SizeLogDeviation = 0.5 },
        Workers = new WorkersSection { Count = 3 },
        Stop = new StopSection { Rounds = 4 },
        Evaluate = new EvaluateSection { Every = 2 },
        Placement = new PlacementSection { Shards = shards },
    };
}
