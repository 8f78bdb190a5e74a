using System.Globalization;
using System.Text.Json;
using Starling.Cli.Hosting;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Display;

/// <summary>The workers of a job, the most suspicious first: what was accepted of them, and what the rule made of that.</summary>
internal static class WorkersDisplay
{
    /// <summary>Writes them.</summary>
    public static void Write(ICliHost host, IReadOnlyList<WorkerSummary> workers, bool json)
    {
        if (json)
        {
            host.Output.WriteLine(JsonSerializer.Serialize(workers, ResultJson.Document));
            return;
        }

        var table = new TextTable("Worker", "Samples", "Accepted", "Refused", "Weight", "Distance", "Cut", "Suspicion", "");
        foreach (WorkerSummary worker in workers.OrderByDescending(worker => worker.Suspicion ?? -1).ThenBy(worker => worker.Worker))
        {
            table.Add(
                worker.Worker.ToString(CultureInfo.InvariantCulture),
                Units.Count(worker.Samples),
                Units.Count(worker.RoundsAccepted),
                worker.Rejections > 0 ? Units.Count(worker.Rejections) : "",
                worker.Weight is { } weight ? weight.ToString("0.0000", CultureInfo.InvariantCulture) : "",
                worker.Distance is { } distance ? Units.Number(distance) : "",
                worker.Suspicion is null ? "" : Units.Count(worker.Cuts),
                worker.Suspicion is { } suspicion ? suspicion.ToString("0.00", CultureInfo.InvariantCulture) : "",
                worker.Byzantine ? "Byzantine" : "");
        }

        table.WriteTo(host);
    }
}
