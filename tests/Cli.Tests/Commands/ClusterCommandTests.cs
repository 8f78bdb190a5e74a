using System.Text.Json;
using Starling.Algorithms.Errors;
using Starling.Client.Connections;
using Starling.Client.Tests.Results;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Cli.Tests.Commands;

/// <summary>What the commands ask of a running cluster, and what they print of its answers.</summary>
public sealed class ClusterCommandTests : IDisposable
{
    private static readonly string[] AllFiles = ["events.jsonl", "metrics.csv", "model.safetensors", "report.html", "result.json"];
    private static readonly string[] To = ["--cluster", "10.0.0.1:30000"];

    private readonly FakeHost fake = new();

    public void Dispose() => fake.Dispose();

    [Fact]
    public async Task Options_say_where_the_cluster_is_and_who_asks()
    {
        Assert.Equal(0, await fake.InvokeAsync("jobs", "--cluster", "a:1,b:2", "--token", "secret", "--ca", "ca.pem"));

        StarlingConnectionOptions options = Assert.Single(fake.Connections);
        Assert.Equal(("a:1,b:2", "secret", "ca.pem", TlsUse.Automatic, "starling"), (options.Addresses, options.Token, options.CaFile, options.Tls, options.ClusterId));
        Assert.True(fake.Cluster.IsDisposed);
    }

    [Fact]
    public async Task Variables_do_where_options_do_not()
    {
        fake.Variables["STARLING_CLUSTER"] = "a:1";
        fake.Variables["STARLING_TOKEN"] = "secret";
        fake.Variables["STARLING_CA"] = "ca.pem";
        fake.Variables["STARLING_CLUSTER_ID"] = "other";

        Assert.Equal(0, await fake.InvokeAsync("jobs", "--no-tls"));
        Assert.Equal(0, await fake.InvokeAsync("jobs", "--cluster", "b:2", "--token", "mine"));

        Assert.Equal(("a:1", "secret", "ca.pem", TlsUse.Off, "other"), (fake.Connections[0].Addresses, fake.Connections[0].Token, fake.Connections[0].CaFile, fake.Connections[0].Tls, fake.Connections[0].ClusterId));
        Assert.Equal(("b:2", "mine"), (fake.Connections[1].Addresses, fake.Connections[1].Token));
    }

    [Fact]
    public async Task Without_a_cluster_there_is_no_answer()
    {
        Assert.Equal(3, await fake.InvokeAsync("jobs"));
        Assert.StartsWith("STAR0705: No local cluster runs from ", fake.Err, StringComparison.Ordinal);
        Assert.Empty(fake.Connections);
    }

    [Theory]
    [InlineData("STAR0405", 3)]
    [InlineData("STAR0601", 3)]
    [InlineData("STAR0602", 3)]
    [InlineData("STAR0411", 2)]
    [InlineData("STAR0604", 2)]
    public async Task A_refusal_is_printed_with_its_exit_code(string code, int exitCode)
    {
        fake.Cluster.Refusal = new StarlingException(ErrorCatalog.All.First(entry => entry.Code == code), "No.");

        Assert.Equal(exitCode, await fake.InvokeAsync(["submit", "x.yaml", .. To]));
        Assert.Equal($"{code}: No.\n", fake.Err);
        Assert.Equal("", fake.Out);
    }

    [Fact]
    public async Task Submit_prints_the_id_and_nothing_else()
    {
        Assert.Equal(0, await fake.InvokeAsync(["submit", "x.yaml", "--set", "a=1", "--id", "mine", .. To]));

        Assert.Equal("mine\n", fake.Out);
        Assert.Equal("", fake.Err);
        Assert.Equal(("x.yaml", true), (fake.Requests[0].Path, fake.Requests[0].RunsElsewhere));
        Assert.Equal(["a=1"], fake.Requests[0].Overrides);
        Assert.Null(fake.Requests[0].Downloads);
        Assert.Equal("mine", fake.Cluster.SubmittedId);
        Assert.Equal(fake.Run.Spec, fake.Cluster.Submitted);
    }

    [Fact]
    public async Task A_bad_job_asks_no_cluster()
    {
        fake.Reading = new Starling.Cli.Jobs.JobReading(null, "", [new("STAR0103", "x.yaml:1:1", "a", "There is no such field.")], []);

        Assert.Equal(2, await fake.InvokeAsync(["submit", "x.yaml", .. To]));
        Assert.Equal("x.yaml:1:1: a: STAR0103: There is no such field.\n", fake.Err);
        Assert.Empty(fake.Connections);
    }

    [Fact]
    public async Task Submit_can_wait_and_fetch_the_results()
    {
        Assert.Equal(0, await fake.InvokeAsync(["submit", "x.yaml", "--wait", "--out", "here", .. To]));

        Assert.StartsWith($"{fake.Run.Status.JobId}\nfedspeed-fashion: fedspeed, mlp, fashion-mnist, 4 workers\nWaiting for room on the cluster\n", fake.Out, StringComparison.Ordinal);
        Assert.Contains("round 6/6", fake.Out, StringComparison.Ordinal);
        Assert.Contains("Results     here\n", fake.Out, StringComparison.Ordinal);
        Assert.Equal(AllFiles, FilesOf(Path.Combine(fake.CurrentDirectory, "here")));
    }

    [Fact]
    public async Task Waiting_without_a_folder_writes_none()
    {
        Assert.Equal(0, await fake.InvokeAsync(["submit", "x.yaml", "--wait", .. To]));

        Assert.Contains($"Job         {fake.Run.Status.JobId}\n", fake.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(fake.CurrentDirectory));
    }

    [Fact]
    public async Task Ctrl_c_while_waiting_leaves_the_job_alone_and_says_so()
    {
        fake.Cluster.StandAt = 9;
        fake.Cluster.BeforeEvent = item =>
        {
            if (item.Sequence == 9)
                fake.Interrupt();
        };

        Assert.Equal(130, await fake.InvokeAsync(["submit", "x.yaml", "--wait", "--quiet", .. To]));

        Assert.Equal($"Job {fake.Run.Status.JobId} runs on. Watch it with: starling watch {fake.Run.Status.JobId}\n", fake.Err);
        Assert.Equal(0, fake.Cluster.Cancellations);
        Assert.Empty(fake.Exits);
    }

    [Theory]
    [InlineData(JobPhase.Failed, "STAR0301: It diverged.\n")]
    [InlineData(JobPhase.Cancelled, "Job fedspeed-fashion-7f3a was cancelled.\n")]
    public async Task Waiting_for_a_job_that_does_not_complete_fails(JobPhase phase, string error)
    {
        fake.Cluster.Status = fake.Run.Status with
        {
            Phase = phase,
            Failure = phase == JobPhase.Failed ? new JobFailure { Code = "STAR0301", Message = "It diverged." } : null,
        };

        Assert.Equal(1, await fake.InvokeAsync(["submit", "x.yaml", "--wait", "--quiet", .. To]));
        Assert.Equal(error, fake.Err);
    }

    [Fact]
    public async Task Watch_shows_recoveries()
    {
        using var host = new FakeHost(RecoveredRun());

        Assert.Equal(0, await host.InvokeAsync(["watch", "job", .. To]));
        Assert.Contains("note: Another silo takes the job up from its checkpoint after round 2.\n", host.Out, StringComparison.Ordinal);
        Assert.Contains("Completed", host.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_speaks_json()
    {
        Assert.Equal(0, await fake.InvokeAsync(["watch", "job", "--json", .. To]));

        JsonElement[] lines = [.. fake.OutLines.Select(Json)];
        Assert.Equal([.. fake.Run.Events.Select(item => item.Kind), "result"], lines.Select(line => line.GetProperty("kind").GetString()));
        Assert.False(lines[^1].TryGetProperty("folder", out _));
    }

    [Fact]
    public async Task Watch_draws_on_a_terminal()
    {
        using var host = new FakeHost(interactive: true);

        Assert.Equal(0, await host.InvokeAsync(["watch", "job", .. To]));
        Assert.Contains("Waiting for room on the cluster", host.Out, StringComparison.Ordinal);
        Assert.Contains("✓ Completed", host.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_prints_the_events_of_a_job_that_has_ended()
    {
        Assert.Equal(0, await fake.InvokeAsync(["logs", "job", .. To]));

        Assert.Equal(fake.Run.Events.Count, fake.OutLines.Length);
        Assert.Equal("2026-11-21 09:30:00.000Z  submitted        The job was accepted.", fake.OutLines[0]);
        Assert.Equal("2026-11-21 09:30:01.500Z  round-opened     round 0: 10 of 100 participants were chosen.", fake.OutLines[2]);
    }

    [Fact]
    public async Task Logs_of_a_job_that_runs_ends_where_the_present_is()
    {
        fake.Cluster.Status = fake.Run.Status with { Phase = JobPhase.Running };
        fake.Clock.Advance(fake.Run.Events[0].Time - ((TimeProvider)fake.Clock).GetUtcNow() + TimeSpan.FromHours(1));
        fake.Cluster.StandAt = 5;
        fake.Cluster.BeforeEvent = item =>
        {
            if (item.Sequence == 5)
                fake.Clock.Advance(TimeSpan.FromSeconds(2));
        };

        Assert.Equal(0, await fake.InvokeAsync(["logs", "job", .. To]));
        Assert.Equal(5, fake.OutLines.Length);
    }

    [Fact]
    public async Task Logs_can_follow_and_speak_json()
    {
        fake.Cluster.Status = fake.Run.Status with { Phase = JobPhase.Running };

        Assert.Equal(0, await fake.InvokeAsync(["logs", "job", "-f", "--json", .. To]));
        Assert.Equal(fake.Run.Events.Select(item => item.Sequence), fake.OutLines.Select(line => Json(line).GetProperty("sequence").GetInt64()));
    }

    [Theory]
    [InlineData("pause", "Job job stands still after the round that is under way. Let it go on with: starling resume job\n")]
    [InlineData("resume", "Job job goes on as soon as the cluster has room for it.\n")]
    [InlineData("cancel", "Job job had ended already.\n")]
    [InlineData("forget", "Job job and its results are gone from the cluster.\n")]
    public async Task An_order_reaches_the_job(string order, string sentence)
    {
        Assert.Equal(0, await fake.InvokeAsync([order, "job", .. To]));
        Assert.Equal([$"{order} job"], fake.Cluster.Orders);
        Assert.Equal(sentence, fake.Out);
    }

    [Fact]
    public async Task A_job_is_given_a_later_end()
    {
        fake.Cluster.Status = fake.Run.Status with { PlannedRounds = 90 };

        Assert.Equal(0, await fake.InvokeAsync(["extend", "job", "--rounds", "90", .. To]));
        Assert.Equal(["extend job 90"], fake.Cluster.Orders);
        Assert.Equal("Job job runs to round 90. Watch it with: starling watch job\n", fake.Out);

        Assert.Equal(2, await fake.InvokeAsync(["extend", "job", .. To]));
    }

    [Fact]
    public async Task An_order_answers_in_json_with_the_status()
    {
        fake.Cluster.Status = fake.Run.Status with { Phase = JobPhase.Paused };

        Assert.Equal(0, await fake.InvokeAsync(["pause", "job", "--json", .. To]));
        Assert.Equal("paused", Json(fake.Out).GetProperty("phase").GetString());
    }

    [Fact]
    public async Task Result_writes_what_a_run_writes()
    {
        Assert.Equal(0, await fake.InvokeAsync(["result", "job", .. To]));

        Assert.Equal(AllFiles, FilesOf(fake.RunFolder));
        Assert.Contains(fake.Run.Status.ParametersSha256!, fake.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_of_a_job_that_runs_is_refused()
    {
        fake.Cluster.Status = fake.Run.Status with { Phase = JobPhase.Running };

        Assert.Equal(2, await fake.InvokeAsync(["result", "job", .. To]));
        Assert.StartsWith("STAR0412: Job 'job' has not ended", fake.Err, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(fake.CurrentDirectory));
    }

    [Fact]
    public async Task Jobs_are_listed_in_columns()
    {
        DateTimeOffset now = ((TimeProvider)fake.Clock).GetUtcNow();
        fake.Cluster.Jobs =
        [
            new JobTicket
            {
                JobId = "b", Name = "b", Phase = JobPhase.Queued, PlannedRounds = 50, Submitter = "ada", Submitted = now.AddMinutes(-5), Waiting = "No silo has room.",
            },
            new JobTicket { JobId = "a", Name = "a", Phase = JobPhase.Running, Round = 7, Submitted = now.AddHours(-2), Admitted = now.AddMinutes(-90) },
            new JobTicket { JobId = "c", Name = "c", Phase = JobPhase.Completed, Submitted = now, Admitted = now, Ended = now },
        ];

        Assert.Equal(0, await fake.InvokeAsync(["jobs", .. To]));
        Assert.Equal(
        [
            "Job  Phase    Rounds  By   Age         Ran         Waits",
            "b    waiting  0/50    ada  5 min 00 s              No silo has room.",
            "a    running  7            2 h 00 min  1 h 30 min",
        ], fake.OutLines);
    }

    [Fact]
    public async Task All_jobs_are_listed_as_json()
    {
        fake.Cluster.Jobs = [new JobTicket { JobId = "c", Name = "c", Phase = JobPhase.Completed }];

        Assert.Equal(0, await fake.InvokeAsync(["jobs", "--all", "--json", .. To]));
        Assert.Equal("completed", Assert.Single(Json(fake.Out).EnumerateArray()).GetProperty("phase").GetString());
    }

    [Fact]
    public async Task No_jobs_is_said_beside_the_output()
    {
        Assert.Equal(0, await fake.InvokeAsync(["jobs", .. To]));
        Assert.Equal("", fake.Out);
        Assert.NotEqual("", fake.Err);
    }

    [Fact]
    public async Task Status_tells_all_there_is()
    {
        fake.Cluster.Status = fake.Run.Status with { Phase = JobPhase.Running, Epoch = 3, CheckpointVersion = 4, Submitter = "ada", IsPauseWanted = true };

        Assert.Equal(0, await fake.InvokeAsync(["status", "job", .. To]));
        Assert.Contains("Running     fedspeed-fashion-7f3a\n", fake.Out, StringComparison.Ordinal);
        Assert.Contains("Rounds      6/6\n", fake.Out, StringComparison.Ordinal);
        Assert.Contains("By          ada\n", fake.Out, StringComparison.Ordinal);
        Assert.Contains("Checkpoint  after round 4\n", fake.Out, StringComparison.Ordinal);
        Assert.Contains("Recoveries  2\n", fake.Out, StringComparison.Ordinal);
        Assert.Contains("Pause       after the round that is under way\n", fake.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_shows_silos_and_where_jobs_run()
    {
        fake.Cluster.Silos = [Silo("silo-1", "a"), Silo("silo-2", "a", "b")];
        fake.Cluster.Jobs = [new JobTicket { JobId = "a", Name = "a", Phase = JobPhase.Running, Round = 3, PlannedRounds = 9 }];

        Assert.Equal(0, await fake.InvokeAsync(["cluster", .. To]));
        Assert.Equal(
        [
            "Silo    Gateway          Labels    Threads  Queued  Jobs  Grains  Memory  Up",
            "silo-1  127.0.0.1:30000  gpu=true  1/2      3       1/8   12      120 MB  1 min 00 s",
            "silo-2  127.0.0.1:30000  gpu=true  1/2      3       2/8   12      120 MB  1 min 00 s",
            "Job  Phase    Rounds  On silos",
            "a    running  3/9     silo-1 silo-2",
        ], fake.OutLines);
    }

    [Fact]
    public async Task The_hidden_silo_command_hands_its_settings_on()
    {
        Assert.Equal(7, await fake.InvokeAsync("silo", "--Silo:Name=one", "--Silo:SiloPort=5"));
        Assert.Equal(["--Silo:Name=one", "--Silo:SiloPort=5"], Assert.Single(fake.Silos));
    }

    private static string?[] FilesOf(string folder) =>
        [.. Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)];

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static SampleRun RecoveredRun()
    {
        var run = new SampleRun(rounds: 6, workers: 4, evaluateEvery: 2);
        run.Insert(8, new JobEvent
        {
            Kind = JobEventKinds.Recovered, Message = "Another silo takes the job up from its checkpoint after round 2.", Round = 2,
        });
        return run;
    }

    private SiloReport Silo(string name, params string[] jobs) => new()
    {
        Name = name,
        Address = "S127.0.0.1:11111:1",
        Gateway = "127.0.0.1:30000",
        Version = "0.1.0",
        Labels = [new SiloLabel { Name = "gpu", Value = "true" }],
        Threads = 2,
        BusyThreads = 1,
        QueuedComputations = 3,
        Grains = 12,
        MemoryBytes = 120_000_000,
        JobSlots = 8,
        Started = ((TimeProvider)fake.Clock).GetUtcNow().AddMinutes(-1),
        Jobs = [.. jobs.Select(job => new JobPresence { JobId = job })],
    };
}
