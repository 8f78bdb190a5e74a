using System.Globalization;
using System.Text.Json;
using Starling.Cli.Hosting;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Display;

/// <summary>
/// The workers of a job, the most suspicious first: what was accepted of them, and what the rule made of that. Of a decentralized job its nodes: what they and
/// their edges did.
/// </summary>
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

        TextTable table = workers.Any(worker => worker.Node is not null) ? Nodes(workers) : Workers(workers);
        table.WriteTo(host);
    }

    private static TextTable Nodes(IReadOnlyList<WorkerSummary> workers)
    {
        var table = new TextTable("Node", "Samples", "Neighbours", "Gradients", "Gradients a round", "Uses of its edges", "");
        foreach (WorkerSummary worker in workers)
        {
            if (worker.Node is not { } node)
                continue;

            table.Add(
                worker.Worker.ToString(CultureInfo.InvariantCulture),
                worker.Samples > 0 ? Units.Count(worker.Samples) : "",
                Units.Count(node.Neighbors),
                Units.Count(node.Gradients),
                node.GradientsPerRound.ToString("0.00", CultureInfo.InvariantCulture),
                node.Uses is { } uses ? Units.Count(uses) : "",
                node.Missing ? "does not answer" : "");
        }

        return table;
    }

    private static TextTable Workers(IReadOnlyList<WorkerSummary> workers)
    {
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

        return table;
    }
}
