using System.Text.Json;
using Starling.Algorithms.Errors;
using Starling.Client.Results;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Results;

public sealed class ResultRecorderTests : IDisposable
{
    private readonly TempFolder home = new();
    private readonly SampleRun run = new(rounds: 6, workers: 4, evaluateEvery: 2);

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_run_leaves_the_five_files()
    {
        ResultFolder folder = await RecordAsync(new FakeClient(run));

        Assert.Equal(
            ["events.jsonl", "metrics.csv", "model.safetensors", "report.html", "result.json"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_result_says_how_it_ended_and_what_ran()
    {
        ResultFolder folder = await RecordAsync(new FakeClient(run));
        JsonElement result = Json(await File.ReadAllTextAsync(folder.Result));

        Assert.Equal("completed", result.GetProperty("status").GetString());
        Assert.Equal(run.Status.JobId, result.GetProperty("jobId").GetString());
        Assert.Equal("fedspeed-fashion", result.GetProperty("name").GetString());
        Assert.Equal(run.Status.ParametersSha256, result.GetProperty("parametersSha256").GetString());
        Assert.Equal(run.Rows.Last().Accuracy, result.GetProperty("finalMetrics").GetProperty("accuracy").GetDouble());
        Assert.Equal(6, result.GetProperty("totals").GetProperty("rounds").GetInt32());
        Assert.Equal(run.Status.Totals.BytesUp, result.GetProperty("totals").GetProperty("bytesUp").GetInt64());
        Assert.Equal(run.Status.Totals.Seconds, result.GetProperty("totals").GetProperty("seconds").GetDouble());
        Assert.Equal(0.1, result.GetProperty("job").GetProperty("algorithm").GetProperty("prox").GetDouble());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("failure").ValueKind);
        Assert.Equal(JsonValueKind.Array, result.GetProperty("warnings").ValueKind);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("advice").ValueKind);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("totals").GetProperty("eventsPerSecond").ValueKind);
        Assert.Equal(400, new JobTotals { Events = 200, Seconds = 0.5 }.EventsPerSecond);
        Assert.Equal("Wait.", ResultDocument.From(run.Spec, run.Status with { Advice = "Wait." }, []).Advice);
    }

    [Fact]
    public async Task Every_event_is_a_line_and_every_evaluation_a_row()
    {
        ResultFolder folder = await RecordAsync(new FakeClient(run));
        string[] events = await File.ReadAllLinesAsync(folder.Events);
        string[] rows = await File.ReadAllLinesAsync(folder.Metrics);

        Assert.Equal(run.Events.Select(item => item.Kind), events.Select(line => Json(line).GetProperty("kind").GetString()));
        Assert.Equal([MetricsCsv.Header, .. run.Rows.Select(MetricsCsv.Row)], rows);
    }

    [Fact]
    public async Task A_job_that_went_back_to_a_checkpoint_has_one_row_a_round_and_all_its_events()
    {
        JobEvent[] events = [.. GoBack()];
        ResultFolder folder = ResultFolder.Create(home["out"]);
        using (var recorder = new ResultRecorder(folder))
        {
            foreach (JobEvent item in events)
                recorder.Record(item);
            await recorder.CompleteAsync(new FakeClient(run), run.Status.JobId, TestContext.Current.CancellationToken);
        }

        string[] rows = await File.ReadAllLinesAsync(folder.Metrics, TestContext.Current.CancellationToken);
        Assert.Equal(
            [MetricsCsv.Header, MetricsCsv.Row(Measured(2, 1)), MetricsCsv.Row(Measured(4, 2)), MetricsCsv.Row(Measured(6, 3)), MetricsCsv.Row(Measured(8, 3))],
            rows);
        Assert.Equal(events.Length, File.ReadLines(folder.Events).Count());
        Assert.Equal(4, Json(ReportJson(await File.ReadAllTextAsync(folder.Report, TestContext.Current.CancellationToken))).GetProperty("metrics").GetArrayLength());

        IEnumerable<JobEvent> GoBack()
        {
            yield return Evaluated(0, 2, 1);
            yield return Evaluated(1, 4, 1);
            yield return Evaluated(2, 6, 1);
            yield return new JobEvent { Sequence = 5, Kind = JobEventKinds.RolledBack, Message = "Back to round 3.", Round = 3, Epoch = 2 };
            yield return Evaluated(6, 4, 2);
            yield return Evaluated(7, 6, 2);
            // The word about the second time is lost with the coordinator that said it.
            yield return Evaluated(20, 6, 3);
            yield return Evaluated(21, 8, 3);
        }

        static MetricRow Measured(int round, int epoch) => new() { Round = round, Loss = 1.0 / round, Seconds = (10 * epoch) + round };

        static JobEvent Evaluated(long sequence, int round, int epoch) => new()
        {
            Sequence = sequence, Kind = JobEventKinds.Evaluated, Message = "", Round = round - 1, Metrics = Measured(round, epoch), Epoch = epoch,
        };
    }

    [Fact]
    public void What_happened_is_on_the_disk_while_the_job_runs()
    {
        ResultFolder folder = ResultFolder.Create(home["out"]);
        using var recorder = new ResultRecorder(folder);
        foreach (JobEvent item in run.Events.Take(6))
            recorder.Record(item);

        using var reader = new StreamReader(new FileStream(folder.Events, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Equal(6, reader.ReadToEnd().Count(character => character == '\n'));
        Assert.False(File.Exists(folder.Result));
    }

    [Fact]
    public async Task A_job_that_never_had_vectors_leaves_no_model()
    {
        var failure = new JobFailure { Code = "STAR0201", Message = "The data set mnist is nowhere." };
        var client = new FakeClient(run) { Status = run.Status with { Phase = JobPhase.Failed, Dimension = 0, Failure = failure } };

        ResultFolder folder = await RecordAsync(client);

        Assert.False(File.Exists(folder.Model));
        JsonElement result = Json(await File.ReadAllTextAsync(folder.Result));
        Assert.Equal("failed", result.GetProperty("status").GetString());
        Assert.Equal("STAR0201", result.GetProperty("failure").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_model_that_breaks_off_leaves_the_other_files_and_no_half_one()
    {
        var model = new SampleModel(pieceLength: 8, onPiece: piece => Fail(piece == 2));
        var client = new FakeClient(run) { Model = () => model };

        StarlingException exception = await Assert.ThrowsAsync<StarlingException>(() => RecordAsync(client));

        Assert.Equal(ErrorCatalog.OutputNotWritable, exception.Error);
        Assert.True(model.IsDisposed);
        Assert.Equal(
            ["events.jsonl", "metrics.csv", "report.html", "result.json"],
            Directory.GetFiles(home["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static void Fail(bool now)
    {
        if (now)
            throw new IOException("No space left on device");
    }

    private static string ReportJson(string page)
    {
        const string Opening = "<script type=\"application/json\" id=\"data\">";
        int begin = page.IndexOf(Opening, StringComparison.Ordinal) + Opening.Length;
        return page[begin..page.IndexOf("</script>", begin, StringComparison.Ordinal)];
    }

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private async Task<ResultFolder> RecordAsync(FakeClient client)
    {
        ResultFolder folder = ResultFolder.Create(home["out"]);
        using var recorder = new ResultRecorder(folder);
        await foreach (JobEvent item in client.WatchAsync(run.Status.JobId))
            recorder.Record(item);
        await recorder.CompleteAsync(client, run.Status.JobId);
        return folder;
    }
}
