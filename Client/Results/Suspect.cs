using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Client.Results;

/// <summary>A worker whose updates counted little, or were refused, in most of its last rounds.</summary>
/// <param name="Worker">Its number.</param>
/// <param name="Suspicion">0 to 1: <see cref="WorkerSummary.Suspicion"/>.</param>
public sealed record Suspect(int Worker, double Suspicion)
{
    /// <summary>From here on a worker is named.</summary>
    public const double Threshold = 0.5;

    /// <summary>The suspects among some workers, the most suspicious first.</summary>
    public static ImmutableArray<Suspect> Among(IEnumerable<WorkerSummary> workers) =>
    [
        .. workers.Where(worker => worker.Suspicion >= Threshold)
            .OrderByDescending(worker => worker.Suspicion).ThenBy(worker => worker.Worker)
            .Select(worker => new Suspect(worker.Worker, worker.Suspicion!.Value)),
    ];
}
