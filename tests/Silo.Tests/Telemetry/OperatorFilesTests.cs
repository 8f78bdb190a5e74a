using System.Text.Json;
using System.Text.RegularExpressions;
using Starling.TestSupport;
using Xunit;

namespace Starling.Silo.Tests.Telemetry;

/// <summary>The Grafana dashboard and the alert rules ask for what hosts really send (<c>docs/telemetry.md</c>).</summary>
public sealed partial class OperatorFilesTests
{
    private static readonly string[] Page = File.ReadAllLines(Repository.PathOf("docs", "telemetry.md"));
    private static readonly string Alerts = File.ReadAllText(Repository.PathOf("deploy", "telemetry", "alerts.yaml"));

    /// <summary>What the web server of the dashboard sends.</summary>
    private static readonly string[] WebNames = ["http_server_request_duration_seconds_count", "http_server_request_duration_seconds_bucket"];

    [Fact]
    public void The_dashboard_asks_for_meters_that_exist_and_shows_all_of_them()
    {
        using JsonDocument dashboard = Dashboard();
        string[] asked = [.. Expressions(dashboard).SelectMany(NamesIn).Distinct()];

        Assert.Empty(asked.Except([.. Names().SelectMany(pair => pair.Value), .. WebNames]));
        Assert.All(Names(), pair => Assert.True(
            pair.Value.Intersect(asked).Any() || pair.Key == "starling.queue.admissions", $"No panel shows {pair.Key}."));
    }

    [Fact]
    public void Panels_have_numbers_of_their_own_and_do_not_overlap()
    {
        using JsonDocument dashboard = Dashboard();
        JsonElement[] panels = [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()];
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var taken = new HashSet<(int X, int Y)>();
        foreach (JsonElement place in panels.Select(panel => panel.GetProperty("gridPos")))
        {
            (int x, int y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
            (int width, int height) = (place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
            Assert.True(x + width <= 24);
            for (int i = 0; i < width * height; i++)
                Assert.True(taken.Add((x + (i % width), y + (i / width))));
        }

        Assert.All(panels.Where(panel => panel.GetProperty("type").GetString() != "row"), panel =>
        {
            Assert.NotEmpty(panel.GetProperty("description").GetString()!);
            Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
        });
    }

    [Fact]
    public void Alerts_ask_for_meters_that_exist_and_stand_in_the_page()
    {
        string[] names = [.. Names().SelectMany(pair => pair.Value), .. WebNames];
        string[] expressions = [.. AlertExpression().Matches(Alerts).Select(match => match.Groups["asked"].Value)];
        string[] alerts = [.. AlertName().Matches(Alerts).Select(match => match.Groups["name"].Value)];

        Assert.Equal(alerts.Length, expressions.Length);
        Assert.All(expressions, expression =>
        {
            Assert.NotEmpty(NamesIn(expression));
            Assert.Empty(NamesIn(expression).Except(names));
        });
        Assert.Equal(alerts, Page.Where(line => line.StartsWith("| `Starling", StringComparison.Ordinal)).Select(line => line.Split('`')[1]));
        foreach (string field in (string[])["summary:", "description:", "severity:"])
            Assert.Equal(alerts.Length, Alerts.Split(field).Length - 1);
    }

    private static JsonDocument Dashboard() =>
        JsonDocument.Parse(File.ReadAllText(Repository.PathOf("deploy", "telemetry", "grafana-dashboard.json")));

    private static IEnumerable<string> Expressions(JsonDocument dashboard) =>
        dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!);

    private static IEnumerable<string> NamesIn(string expression) => SeriesName().Matches(expression).Select(match => match.Value);

    /// <summary>The series that a collector's Prometheus exporter makes of every instrument of the page.</summary>
    private static Dictionary<string, string[]> Names() => Page
        .Where(line => line.StartsWith("| `starling.", StringComparison.Ordinal) && line.Split('|').Length == 6)
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[1].Trim('`'), cells => Series(cells[1].Trim('`'), cells[2], cells[3].Trim('`')));

    private static string[] Series(string instrument, string kind, string unit)
    {
        string name = instrument.Replace('.', '_');
        string suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.EndsWith(suffix, StringComparison.Ordinal))
            name += suffix;
        return kind switch
        {
            "counter" => [$"{name}_total"],
            "histogram" => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            _ => [name],
        };
    }

    [GeneratedRegex(@"\b(?:starling|http_server)_[a-z_]+")]
    private static partial Regex SeriesName();

    [GeneratedRegex(@"^\s+expr: (?<asked>.+)$", RegexOptions.Multiline)]
    private static partial Regex AlertExpression();

    [GeneratedRegex(@"- alert: (?<name>\w+)")]
    private static partial Regex AlertName();
}
