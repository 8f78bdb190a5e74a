using System.Numerics;
using Starling.Algorithms.Attacks;

namespace Starling.Algorithms.Rounds.Wrapping;

/// <summary>Some workers tamper with their updates before they send them: the simulated attacks that need no knowledge of others.</summary>
/// <remarks>State: one vector more at every worker for every update vector, where the attack keeps its update; only Byzantine ones write it.</remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="inner">The algorithm.</param>
/// <param name="attack">What they do.</param>
/// <param name="isByzantine">Which workers, by number.</param>
public sealed class ByzantineWorkers<T>(IRoundAlgorithm<T> inner, IWorkerAttack attack, Func<int, bool> isByzantine) : RoundAlgorithmWrapper<T>(inner)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = attack.KeepsUpdate
        ? inner.Vectors with { Worker = [.. inner.Vectors.Worker, .. inner.Vectors.Update.Select(NameOf)] }
        : inner.Vectors;

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        Inner.WorkerStep(round);
        if (!isByzantine(round.Worker))
            return;

        IReadOnlyList<string> updates = Inner.Vectors.Update;
        attack.Tamper(new TamperContext<T>(
            [.. updates.Select(round.UpdateBuffer)],
            attack.KeepsUpdate ? [.. updates.Select(update => round.StateBuffer(NameOf(update)))] : null)
        {
            Round = round.Round,
            Worker = round.Worker,
            Seed = round.Seed,
        });
    }

    private static string NameOf(string update) => $"kept.{update}";
}
