using System.Globalization;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Display;

/// <summary>The few lines that stand at the end of a run.</summary>
internal static class RunSummary
{
    private const int MostNamed = 8;

    /// <summary>Names and values, in the order in which they are read.</summary>
    /// <param name="result">What <c>result.json</c> says.</param>
    /// <param name="folder">The result folder as a person would type it; null where none was written.</param>
    public static IEnumerable<(string Name, string Value)> Rows(ResultDocument result, string? folder)
    {
        JobTotals totals = result.Totals;
        string time = Units.Duration(TimeSpan.FromSeconds(totals.Seconds));
        string rounds = totals.Rounds == 1 ? "1 round" : string.Create(CultureInfo.InvariantCulture, $"{totals.Rounds} rounds");
        yield return (Title(result.Status), $"{rounds} in {time}");
        if (result.FinalMetrics?.Accuracy is { } accuracy)
            yield return ("Accuracy", Units.Percent(accuracy));
        if (result.FinalMetrics?.Loss is { } loss)
            yield return ("Loss", Units.Number(loss));
        if (result.FinalMetrics?.Distance is { } distance)
            yield return ("Distance", string.Create(CultureInfo.InvariantCulture, $"{distance:0.00e+0} to the solution, relative and squared"));
        if (result.FinalMetrics?.Gap is { } gap)
            yield return ("Gap", string.Create(CultureInfo.InvariantCulture, $"{gap:0.00e+0}"));
        if (result.FinalMetrics is { Accuracy: null, Consensus: null, GradientNorm: { } norm } metrics)
            yield return (metrics.Loss is null ? "Residual" : "Gradient", string.Create(CultureInfo.InvariantCulture, $"{norm:0.00e+0}"));
        if (result.FinalMetrics is { Iterations: { } iterations } counted && iterations != counted.Round)
            yield return ("Iterations", Units.Count(iterations));
        if (result.FinalMetrics?.Consensus is { } consensus)
            yield return ("Consensus", string.Create(CultureInfo.InvariantCulture, $"{consensus:0.00e+0}, the squared distance of the nodes to their average"));
        foreach ((string Name, string Value) row in Traffic(totals, isNetwork: result.FinalMetrics?.Consensus is not null))
            yield return row;
        if (!result.Suspects.IsDefaultOrEmpty)
            yield return ("Suspected", Suspects(result.Suspects));
        if (result.Parameters > 0)
            yield return ("Parameters", Units.Count(result.Parameters));
        if (result.ParametersSha256 is { } hash)
            yield return ("SHA-256", hash);
        yield return folder is null ? ("Job", result.JobId) : ("Results", folder);
    }

    /// <summary>What was sent, and of a decentralized job what nodes and edges did.</summary>
    /// <param name="totals">The sums so far.</param>
    /// <param name="isNetwork">Whether the job is a decentralized one, which sends in no direction more than in another.</param>
    public static IEnumerable<(string Name, string Value)> Traffic(JobTotals totals, bool isNetwork)
    {
        if (!isNetwork)
        {
            yield return ("Traffic", $"{Units.Bytes(totals.BytesUp)} up, {Units.Bytes(totals.BytesDown)} down");
            yield break;
        }

        yield return ("Network", $"{Units.Count(totals.Gradients)} gradients, {Units.Count(totals.Communications)} uses of edges");
        if (totals.EventsPerSecond is { } rate)
            yield return ("Events", $"{Units.Count(totals.Events)}, {Units.Rate(rate)} a second");
        yield return ("Traffic", $"{Units.Bytes(totals.BytesUp)} over the edges");
    }

    private static string Suspects(IReadOnlyList<Suspect> suspects)
    {
        string first = string.Join(", ", suspects.Take(MostNamed).Select(suspect => string.Create(CultureInfo.InvariantCulture, $"{suspect.Worker} ({suspect.Suspicion:0.00})")));
        return $"{(suspects.Count == 1 ? "worker" : "workers")} {first}{(suspects.Count > MostNamed ? ", ..." : "")}";
    }

    /// <summary>How a job ended, as a word.</summary>
    public static string Title(JobPhase phase) => phase switch
    {
        JobPhase.Completed => "Completed",
        JobPhase.Failed => "Failed",
        JobPhase.Cancelled => "Cancelled",
        JobPhase.Queued => "Waiting",
        JobPhase.Starting => "Starting",
        JobPhase.Paused => "Paused",
        JobPhase.Recovering => "Recovering",
        _ => "Running",
    };
}
