using Starling.Algorithms.Errors;
using Starling.Client.Results;
using Starling.Client.Results.Comparing;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Results.Comparing;

public sealed class ComparedRunTests : IDisposable
{
    private readonly TempFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task What_a_recorder_wrote_is_read_back()
    {
        var run = new SampleRun(rounds: 9, workers: 5, evaluateEvery: 3);
        ResultDocument written;
        using (var recorder = new ResultRecorder(ResultFolder.Create(home["run"])))
        {
            foreach (JobEvent item in run.Events)
                recorder.Record(item);
            written = await recorder.CompleteAsync(new FakeClient(run), run.Status.JobId, TestContext.Current.CancellationToken);
        }

        ComparedRun read = ComparedRun.Read(home["run"]);

        Assert.Equal(run.Rows, read.Rows);
        Assert.Equal(written.Totals, read.Result.Totals);
        Assert.Equal(written.FinalMetrics, read.Result.FinalMetrics);
        Assert.Equal(written.ParametersSha256, read.Result.ParametersSha256);
        Assert.Equal(written.Job!.ToJsonString(), read.Result.Job!.ToJsonString());
        Assert.Equal(written.Name, read.Label);
    }

    [Fact]
    public void A_folder_that_is_none_is_refused_with_its_name()
    {
        AssertRefused(ErrorCatalog.ResultsMissing, home["nowhere"]);
        Write("result.json", null);
        AssertRefused(ErrorCatalog.ResultsMissing, "result.json");
        Write("result.json", "{}");
        AssertRefused(ErrorCatalog.ResultsMissing, "metrics.csv");
        Write("metrics.csv", "");
        AssertRefused(ErrorCatalog.ResultsUnreadable, "result.json");
        Write("result.json", "{\n\"status\": 7");
        AssertRefused(ErrorCatalog.ResultsUnreadable, "line 2");
        Write("result.json", """{"status":"completed","jobId":"a","name":"a","version":"1","totals":{}}""");
        AssertRefused(ErrorCatalog.ResultsUnreadable, "metrics.csv cannot be read: line 1 ");
        Write("metrics.csv", "round,loss\n1,x\n");
        AssertRefused(ErrorCatalog.ResultsUnreadable, "metrics.csv cannot be read: line 2 ");
        Write("metrics.csv", "round,loss\n99999999999,1\n");
        AssertRefused(ErrorCatalog.ResultsUnreadable, "metrics.csv cannot be read: ");
        Write("metrics.csv", "round,loss\n1,0.5\n");
        Assert.Equal(0.5, Assert.Single(ComparedRun.Read(home["nowhere"]).Rows).Loss);
    }

    private void Write(string name, string? text)
    {
        Directory.CreateDirectory(home["nowhere"]);
        if (text is not null)
            File.WriteAllText(Path.Combine(home["nowhere"], name), text);
    }

    private void AssertRefused(ErrorEntry error, string told)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => ComparedRun.Read(home["nowhere"]));
        Assert.Same(error, refusal.Error);
        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
