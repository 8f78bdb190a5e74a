using System.Diagnostics.Metrics;

namespace Starling.Grains.Telemetry;

/// <summary>What access control measures: meter <see cref="StarlingInstruments.MeterName"/>.</summary>
public sealed class AccessInstruments
{
    private readonly Counter<long> refused;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">The host's meters.</param>
    public AccessInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create(StarlingInstruments.MeterName);
        refused = meter.CreateCounter<long>("starling.access.refused", "{call}", "Calls of clients that were refused, by the number of the error.");
    }

    /// <summary>A call was refused.</summary>
    /// <param name="code">The number of the error.</param>
    public void Refused(string code) => refused.Add(1, KeyValuePair.Create<string, object?>("code", code));
}
