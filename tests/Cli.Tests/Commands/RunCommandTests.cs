using System.Text.Json;
using Starling.Algorithms.Errors;
using Starling.Cli.Jobs;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Cli.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private static readonly string[] AllFiles = ["events.jsonl", "metrics.csv", "model.safetensors", "report.html", "result.json"];

    private readonly FakeHost fake = new();

    public void Dispose() => fake.Dispose();

    [Fact]
    public async Task A_run_writes_its_results_and_says_where()
    {
        Assert.Equal(0, await fake.InvokeAsync("run", "x.yaml"));

        Assert.Equal(AllFiles, FilesOf(fake.RunFolder));
        Assert.Contains($"Results     {Path.GetRelativePath(fake.CurrentDirectory, fake.RunFolder)}\n", fake.Out, StringComparison.Ordinal);
        Assert.Contains(fake.Run.Status.ParametersSha256!, fake.Out, StringComparison.Ordinal);
        Assert.Equal("", fake.Err);
        Assert.Equal(0, fake.OpenSessions);
    }

    [Fact]
    public async Task Options_reach_the_job_and_the_cluster()
    {
        string output = Path.Combine(fake.CurrentDirectory, "here");

        Assert.Equal(0, await fake.InvokeAsync(
            "run", "x.yaml", "--set", "a=1", "--set", "b.c=[2, 3]", "--silos", "3", "--data", "d", "--out", "here"));

        JobRequest request = Assert.Single(fake.Requests);
        Assert.Equal("x.yaml", request.Path);
        Assert.Equal(["a=1", "b.c=[2, 3]"], request.Overrides);
        Assert.Equal("d", request.DataFolder);
        Assert.NotNull(request.Downloads);
        Assert.Equal(3, Assert.Single(fake.Clusters).Silos);
        Assert.Equal("d", fake.Clusters[0].DataFolder);
        Assert.Equal(fake.Run.Spec, fake.Cluster.Submitted);
        Assert.Equal(AllFiles, FilesOf(output));
    }

    [Fact]
    public async Task All_problems_of_a_refused_job_are_printed_and_nothing_runs()
    {
        fake.Reading = new JobReading(null, "",
        [
            new JobProblem("STAR0103", "jobs/x.yaml:12:5", "algorithm.porx", "There is no such field here; did you mean 'prox'?"),
            new JobProblem("STAR0110", "--set a", "", "An override is written path.to.field=value."),
        ], []);

        Assert.Equal(2, await fake.InvokeAsync("run", "jobs/x.yaml"));
        Assert.Equal(
            "jobs/x.yaml:12:5: algorithm.porx: STAR0103: There is no such field here; did you mean 'prox'?\n"
            + "--set a: STAR0110: An override is written path.to.field=value.\n",
            fake.Err);
        Assert.Empty(fake.Clusters);
        Assert.False(Directory.Exists(Path.Combine(fake.CurrentDirectory, "runs")));
    }

    [Fact]
    public async Task Json_prints_a_line_per_event_and_the_result()
    {
        Assert.Equal(0, await fake.InvokeAsync("run", "x.yaml", "--json"));

        JsonElement[] lines = [.. fake.OutLines.Select(Json)];
        Assert.Equal([.. fake.Run.Events.Select(item => item.Kind), "result"], lines.Select(line => line.GetProperty("kind").GetString()));
        Assert.Equal("completed", lines[^1].GetProperty("status").GetString());
        Assert.Equal(fake.RunFolder, Path.Combine(fake.CurrentDirectory, lines[^1].GetProperty("folder").GetString()!));
        Assert.Equal(fake.Run.Rows.Last().Loss, lines.Last(line => line.TryGetProperty("metrics", out _)).GetProperty("metrics").GetProperty("loss").GetDouble());
    }

    [Theory]
    [InlineData("--dashboard", null, "http://127.0.0.1:8080/")]
    [InlineData("--dashboard=9000", 9000, "http://127.0.0.1:9000/")]
    public async Task A_dashboard_is_served_while_the_job_runs(string option, int? port, string address)
    {
        int open = 0;
        fake.Cluster.BeforeEvent = _ => open = fake.OpenDashboards;

        Assert.Equal(0, await fake.InvokeAsync("run", "x.yaml", option));

        Assert.Equal(port, Assert.Single(fake.Dashboards));
        Assert.Equal((1, 0), (open, fake.OpenDashboards));
        Assert.Contains($"Dashboard: {address}", fake.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_dashboard_is_served_unless_it_is_wanted()
    {
        Assert.Equal(0, await fake.InvokeAsync("run", "x.yaml"));
        Assert.Empty(fake.Dashboards);
        Assert.Equal(2, await fake.InvokeAsync("run", "x.yaml", "--dashboard=70000"));
    }

    [Fact]
    public async Task Quiet_prints_nothing()
    {
        Assert.Equal(0, await fake.InvokeAsync("run", "x.yaml", "-q"));
        Assert.Equal("", fake.Out + fake.Err);
        Assert.Equal(AllFiles, FilesOf(fake.RunFolder));
    }

    [Fact]
    public async Task A_failed_job_keeps_its_results_and_tells_why()
    {
        fake.Cluster.Status = fake.Run.Status with
        {
            Phase = JobPhase.Failed,
            Failure = new JobFailure { Code = ErrorCatalog.Diverged.Code, Message = "The loss is not finite after round 3." },
        };

        Assert.Equal(1, await fake.InvokeAsync("run", "x.yaml", "--quiet"));
        Assert.Equal("STAR0301: The loss is not finite after round 3.\n", fake.Err);
        Assert.Equal(AllFiles, FilesOf(fake.RunFolder));
    }

    [Fact]
    public async Task A_cluster_that_does_not_start_has_its_own_exit_code_and_leaves_no_folder()
    {
        fake.StartCluster = (_, _) => throw new StarlingException(ErrorCatalog.ClusterUnreachable, "No port is free.");

        Assert.Equal(3, await fake.InvokeAsync("run", "x.yaml"));
        Assert.Equal("STAR0405: No port is free.\n", fake.Err);
        Assert.Empty(Directory.GetDirectories(Path.Combine(fake.CurrentDirectory, "runs")));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_told_before_anything_runs()
    {
        await File.WriteAllTextAsync(Path.Combine(fake.CurrentDirectory, "file"), "");

        Assert.Equal(1, await fake.InvokeAsync("run", "x.yaml", "--out", "file/out"));
        Assert.StartsWith("STAR0402: ", fake.Err, StringComparison.Ordinal);
        Assert.Empty(fake.Clusters);
    }

    [Fact]
    public async Task Ctrl_c_cancels_the_job_and_writes_what_was_computed()
    {
        fake.Cluster.WaitAt = 9;
        fake.Cluster.BeforeEvent = item => InterruptAt(item, 9);

        Assert.Equal(130, await fake.InvokeAsync("run", "x.yaml"));

        Assert.Equal(1, fake.Cluster.Cancellations);
        Assert.Equal(AllFiles, FilesOf(fake.RunFolder));
        string[] events = await File.ReadAllLinesAsync(Path.Combine(fake.RunFolder, "events.jsonl"));
        Assert.Equal(10, events.Length);
        Assert.Equal("cancelled", Json(events[^1]).GetProperty("kind").GetString());
        Assert.Equal("cancelled", Json(await File.ReadAllTextAsync(Path.Combine(fake.RunFolder, "result.json"))).GetProperty("status").GetString());
        Assert.Contains("Cancelling", fake.Out, StringComparison.Ordinal);
        Assert.Contains("Cancelled", fake.Out, StringComparison.Ordinal);
        Assert.Empty(fake.Exits);
    }

    [Fact]
    public async Task A_second_ctrl_c_ends_the_process_at_once()
    {
        fake.Cluster.WaitAt = 9;
        fake.Cluster.BeforeEvent = item =>
        {
            InterruptAt(item, 9);
            InterruptAt(item, 9);
        };

        await fake.InvokeAsync("run", "x.yaml", "--quiet");

        Assert.Equal([130], fake.Exits);
    }

    [Fact]
    public async Task Ctrl_c_before_the_cluster_is_there_leaves_nothing()
    {
        fake.StartCluster = async (_, cancellationToken) =>
        {
            fake.Interrupt();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        };

        Assert.Equal(130, await fake.InvokeAsync("run", "x.yaml"));
        Assert.Equal("", fake.Err);
        Assert.Empty(Directory.GetDirectories(Path.Combine(fake.CurrentDirectory, "runs")));
    }

    [Fact]
    public async Task On_a_terminal_the_picture_is_drawn_in_place_and_ends_in_the_summary()
    {
        using var host = new FakeHost(interactive: true);

        Assert.Equal(0, await host.InvokeAsync("run", "x.yaml"));

        Assert.Contains("\u001b[", host.Out, StringComparison.Ordinal);
        Assert.Contains("Starting the cluster", host.Out, StringComparison.Ordinal);
        Assert.Contains("✓ Completed", host.Out, StringComparison.Ordinal);
        Assert.Contains("Results", host.Out, StringComparison.Ordinal);
    }

    private static string?[] FilesOf(string folder) =>
        [.. Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)];

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private void InterruptAt(JobEvent item, long sequence)
    {
        if (item.Sequence == sequence)
            fake.Interrupt();
    }
}
