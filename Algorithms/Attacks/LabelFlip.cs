using Starling.Algorithms.Data;

namespace Starling.Algorithms.Attacks;

/// <summary>Options of label flipping, which has no parameters: <c>attack: label-flip</c>.</summary>
public sealed record LabelFlipAttackOptions : AttackOptions
{
    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new LabelFlip();
}

/// <summary>
/// Label flipping: the worker follows the protocol on the labels C - 1 - y. ByzFL's sends the mean of the flipped honest gradients; here a worker
/// flips its own data.
/// </summary>
public sealed class LabelFlip : IWorkerAttack
{
    /// <inheritdoc/>
    public Dataset SeenBy(Dataset data, ulong seed) => new FlippedLabels(data);
}
