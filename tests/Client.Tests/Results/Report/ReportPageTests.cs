using System.Text.Json;
using System.Text.RegularExpressions;
using Starling.Client.Results;
using Starling.Client.Results.Report;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Client.Tests.Results.Report;

public sealed partial class ReportPageTests
{
    [Fact]
    public void The_page_carries_everything_it_shows()
    {
        var run = new SampleRun(rounds: 12, workers: 7, evaluateEvery: 3);

        JsonElement data = DataOf(Render(run));

        Assert.Equal("completed", data.GetProperty("result").GetProperty("status").GetString());
        Assert.Equal(run.Status.ParametersSha256, data.GetProperty("result").GetProperty("parametersSha256").GetString());
        Assert.Equal("fedspeed", data.GetProperty("result").GetProperty("job").GetProperty("algorithm").GetProperty("kind").GetString());
        Assert.Equal(run.Rows.Select(row => row.Loss), data.GetProperty("metrics").EnumerateArray().Select(row => (double?)row.GetProperty("loss").GetDouble()));
        Assert.Equal(run.Workers.Select(worker => worker.Samples), data.GetProperty("workers").EnumerateArray().Select(worker => worker.GetProperty("samples").GetInt32()));
        Assert.Equal(run.Events.Count, data.GetProperty("events").GetArrayLength());
    }

    [Fact]
    public void The_page_needs_nothing_from_anywhere()
    {
        string page = Render(new SampleRun(rounds: 2));

        Assert.DoesNotMatch(@"https?:|//[a-z]|\burl\(|@import|<link[^>]+stylesheet|\bsrc\s*=", page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("<!--<script>")]
    [InlineData("{{script}} & {{data}}")]
    public void A_hostile_name_stays_a_name(string name)
    {
        string harmless = Render(new SampleRun(rounds: 2, name: "harmless"));
        string page = Render(new SampleRun(rounds: 2, name: name));

        Assert.Equal(Tags(harmless), Tags(page));
        Assert.Equal(name, DataOf(page).GetProperty("result").GetProperty("name").GetString());
    }

    [Fact]
    public void A_network_has_its_picture_and_advice_as_text()
    {
        var run = new SampleRun(rounds: 2);
        var network = new EventDigest();
        network.Add(new JobEvent { Kind = JobEventKinds.Network, Message = "", Activity = new NetworkActivity { Ends = [0, 1, 1, 2], Edges = [7, 9], Nodes = [3, 4, 5] } });
        string page = ReportPage.Render(ReportData.From(
            ResultDocument.From(run.Spec, run.Status with { Advice = "EXTRA needs < DADAO & waits." }, []), run.Status, [], [], network, new TreatmentDigest()));

        Assert.Contains("3 nodes with 3 to 5 gradients each, 2 edges used 7 to 9 times each.", page, StringComparison.Ordinal);
        Assert.Contains("<p class=\"advice\">EXTRA needs &lt; DADAO &amp; waits.</p>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"advice\"", Render(run), StringComparison.Ordinal);
    }

    [Fact]
    public void A_diverged_run_still_makes_a_page()
    {
        var run = new SampleRun(rounds: 2);
        MetricRow[] rows = [new() { Round = 1, Loss = double.NaN, UpdateNorm = double.PositiveInfinity }];

        string page = ReportPage.Render(ReportData.From(
            ResultDocument.From(run.Spec, run.Status with { Latest = rows[0] }, run.Workers), run.Status, rows, run.Workers, new EventDigest(), new TreatmentDigest()));

        Assert.Equal("NaN", DataOf(page).GetProperty("metrics")[0].GetProperty("loss").GetString());
    }

    [Fact]
    public void A_long_run_is_thinned_between_its_ends()
    {
        IReadOnlyList<int> thin = ReportData.Thin([.. Enumerable.Range(0, 10_001)], 101);

        Assert.Equal(Enumerable.Range(0, 101).Select(i => i * 100), thin);
    }

    [Fact]
    public void A_crowd_of_participants_is_cut_and_counted()
    {
        JsonElement data = DataOf(Render(new SampleRun(rounds: 1, workers: ReportData.MaximumWorkers + 5)));

        Assert.Equal(ReportData.MaximumWorkers, data.GetProperty("workers").GetArrayLength());
        Assert.Equal(ReportData.MaximumWorkers + 5, data.GetProperty("workerCount").GetInt32());
    }

    [Fact]
    public void No_two_functions_of_the_script_have_one_name()
    {
        // The second would silently stand for both.
        string[] names = [.. TopFunction().Matches(Render(new SampleRun(rounds: 1))).Select(match => match.Groups["name"].Value)];

        Assert.Contains("drawTreatment", names);
        Assert.Equal(names.Distinct(), names);
    }

    private static string Render(SampleRun run)
    {
        var digest = new EventDigest();
        foreach (JobEvent item in run.Events)
            digest.Add(item);
        return ReportPage.Render(ReportData.From(
            ResultDocument.From(run.Spec, run.Status, run.Workers), run.Status, [.. run.Rows], run.Workers, digest, new TreatmentDigest()));
    }

    private static JsonElement DataOf(string page)
    {
        using JsonDocument data = JsonDocument.Parse(DataBlock().Match(page).Groups["data"].Value);
        return data.RootElement.Clone();
    }

    private static IEnumerable<string> Tags(string page) => Tag().Matches(page).Select(match => match.Value);

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(?<data>.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataBlock();

    [GeneratedRegex("^  function (?<name>\\w+)\\(", RegexOptions.Multiline)]
    private static partial Regex TopFunction();

    [GeneratedRegex("<(?:/?[a-z][a-z0-9]*|!--)", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();
}
