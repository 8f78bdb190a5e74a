using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Starling.Grains.Telemetry;
using Starling.TestSupport;
using Xunit;

namespace Starling.Silo.Tests.Telemetry;

/// <summary><c>docs/telemetry.md</c> and the code say the same.</summary>
public sealed class TelemetryPageTests
{
    private static readonly string[] Page = File.ReadAllLines(Repository.PathOf("docs", "telemetry.md"));

    [Fact]
    public void Every_instrument_has_its_row_and_every_row_its_instrument()
    {
        string[] rows = [.. Page.Where(line => line.StartsWith("| `starling.", StringComparison.Ordinal) && line.Split('|').Length == 6)];

        Assert.Equal(Instruments(), rows);
    }

    [Fact]
    public void Every_activity_has_its_row_with_its_tags()
    {
        var started = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StarlingInstruments.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using (Activity checkpoint = StarlingInstruments.StartCheckpoint("job", 1)!)
            started.Add(checkpoint);
        using (Activity round = StarlingInstruments.StartRound("job", 1, 1)!)
            started.Add(round);

        Assert.All(
            started,
            activity => Assert.Contains(
                Page,
                line => line.StartsWith($"| `{activity.OperationName}` | {string.Join(", ", activity.TagObjects.Select(tag => $"`{tag.Key}`"))} |", StringComparison.Ordinal)));
    }

    private static string[] Instruments()
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        var found = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
                found.Add(instrument);
        };
        listener.Start();
        // Whatever has instruments is made of a factory of meters.
        foreach (Type type in typeof(StarlingInstruments).Assembly.GetTypes().Where(type => type.Namespace == typeof(StarlingInstruments).Namespace))
        {
            if (type.GetConstructor([typeof(IMeterFactory)]) is { } constructor)
                constructor.Invoke([meters]);
        }

        return [.. found.OrderBy(instrument => instrument.Name, StringComparer.Ordinal).Select(Row)];
    }

    private static string Row(Instrument instrument)
    {
        string type = instrument.GetType().Name;
        string kind = type.StartsWith("Counter", StringComparison.Ordinal) ? "counter"
            : type.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : type.StartsWith("ObservableGauge", StringComparison.Ordinal) ? "gauge"
            : type;
        return $"| `{instrument.Name}` | {kind} | `{instrument.Unit}` | {instrument.Description} |";
    }
}
