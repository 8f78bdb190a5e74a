using System.ComponentModel.DataAnnotations;
using System.Numerics;

namespace Starling.Algorithms.Attacks;

/// <summary>Parameters of <see cref="StaleUpdate"/>: <c>attack: { kind: stale }</c>.</summary>
public sealed record StaleAttackOptions : AttackOptions
{
    /// <summary>Rounds from one fresh update to the next.</summary>
    [Range(2, int.MaxValue)]
    public int Period { get; init; } = 5;

    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new StaleUpdate(Period);
}

/// <summary>
/// Stale updates: in the rounds that are multiples of the period the worker sends its update and keeps it, in the others it sends the kept one
/// again. It also keeps, and sends, its update as long as it has kept nothing but zeros: at first, if it does not take part in round 0.
/// </summary>
/// <param name="period">The period.</param>
public sealed class StaleUpdate(int period) : IWorkerAttack
{
    /// <inheritdoc/>
    public bool KeepsUpdate => true;

    /// <inheritdoc/>
    public void Tamper<T>(TamperContext<T> context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isFresh = context.Round % period == 0 || !HasKept(context);
        for (int v = 0; v < context.Count; v++)
        {
            if (isFresh)
                context.Update(v).CopyTo(context.Kept(v));
            else
                context.Kept(v).CopyTo(context.Update(v));
        }
    }

    private static bool HasKept<T>(TamperContext<T> context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int v = 0; v < context.Count; v++)
        {
            if (context.Kept(v).ContainsAnyExcept(T.Zero))
                return true;
        }

        return false;
    }
}
