using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Starling.Client.Results.Comparing;
using Xunit;

namespace Starling.Client.Tests.Results.Comparing;

public sealed partial class ComparisonPageTests
{
    [Fact]
    public async Task The_page_carries_everything_it_shows()
    {
        ComparedRun fast = SampleRuns.Of("fast", evaluations: 3);
        JsonElement data = DataOf(await RenderAsync(ComparisonAxis.BytesUp, fast, SampleRuns.Of("slow", factor: 0.5)));

        Assert.Equal("bytes-up", data.GetProperty("axis").GetString());
        JsonElement curve = data.GetProperty("runs")[0].GetProperty("curve");
        Assert.Equal(fast.Rows.Select(row => row.Distance), curve.GetProperty("distance").EnumerateArray().Select(value => (double?)value.GetDouble()));
        Assert.Equal("[0,10,20]", curve.GetProperty("rounds").GetRawText());
        Assert.Equal("[0,5,10]", curve.GetProperty("iterations").GetRawText());
        Assert.Equal("[0,20,40]", curve.GetProperty("gradients").GetRawText());
        Assert.Equal("[0,1000,2000]", curve.GetProperty("bytes-up").GetRawText());
        Assert.Equal("[0,4000,8000]", curve.GetProperty("bytes").GetRawText());
        Assert.Equal("distance", Assert.Single(data.GetProperty("metrics").EnumerateArray()).GetProperty("key").GetString());
        Assert.Equal(0.01, data.GetProperty("milestones").EnumerateArray().Last().GetProperty("threshold").GetDouble());
        JsonElement rounds = data.GetProperty("quantities").EnumerateArray().Single(line => line.GetProperty("key").GetString() == "rounds");
        Assert.Equal("[20,90]", rounds.GetProperty("numbers").GetRawText());
        Assert.Equal("[0]", rounds.GetProperty("best").GetRawText());
    }

    [Fact]
    public async Task The_page_needs_nothing_from_anywhere()
    {
        string page = await RenderAsync(ComparisonAxis.Rounds, SampleRuns.Of("a"), SampleRuns.Of("b"));

        Assert.DoesNotMatch(@"https?:|//[a-z]|\burl\(|@import|<link[^>]+stylesheet|\bsrc\s*=", page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("<!--<script>")]
    [InlineData("{{script}} & {{data}}")]
    public async Task A_hostile_name_stays_a_name(string name)
    {
        string harmless = await RenderAsync(ComparisonAxis.Rounds, SampleRuns.Of("harmless"), SampleRuns.Of("b"));
        string page = await RenderAsync(ComparisonAxis.Rounds, SampleRuns.Of(name), SampleRuns.Of("b", job: JsonSerializer.Serialize(new { algorithm = name })));

        Assert.Equal(Tags(harmless), Tags(page));
        Assert.Equal(name, DataOf(page).GetProperty("runs")[0].GetProperty("label").GetString());
        Assert.Equal(name, DataOf(page).GetProperty("differences").EnumerateArray().First(field => field.GetProperty("path").GetString() == "algorithm").GetProperty("values")[1].GetString());
    }

    [Fact]
    public async Task A_run_that_diverged_has_gaps_in_its_curve()
    {
        ComparedRun diverged = SampleRuns.Of("diverged", [SampleRuns.At(0) with { Loss = 1 }, SampleRuns.At(1) with { Loss = double.NaN }]);

        JsonElement data = DataOf(await RenderAsync(ComparisonAxis.Rounds, diverged, diverged));

        Assert.Equal("[1,null]", data.GetProperty("runs")[1].GetProperty("curve").GetProperty("loss").GetRawText());
        Assert.Equal("NaN", data.GetProperty("quantities").EnumerateArray().Single(line => line.GetProperty("key").GetString() == "loss").GetProperty("numbers")[0].GetString());
    }

    [Fact]
    public async Task No_two_functions_of_the_script_have_one_name()
    {
        // The second would silently stand for both.
        string[] names = [.. TopFunction().Matches(await RenderAsync(ComparisonAxis.Rounds, SampleRuns.Of("a"), SampleRuns.Of("b"))).Select(match => match.Groups["name"].Value)];

        Assert.Contains("milestones", names);
        Assert.Equal(names.Distinct(), names);
    }

    private static async Task<string> RenderAsync(ComparisonAxis axis, params ComparedRun[] runs)
    {
        using var page = new MemoryStream();
        await RunComparison.Of(runs).WritePageAsync(page, axis, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(page.ToArray());
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
