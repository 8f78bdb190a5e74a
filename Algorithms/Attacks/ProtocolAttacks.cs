namespace Starling.Algorithms.Attacks;

/// <summary>Options of no attack: the workers declared Byzantine are honest. <c>attack: none</c>.</summary>
public sealed record NoAttackOptions : AttackOptions
{
    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new UntouchedUpdate();
}

/// <summary>Options of label flipping, which has no parameters: <c>attack: label-flip</c>.</summary>
public sealed record LabelFlipAttackOptions : AttackOptions
{
    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new UntouchedUpdate { FlipsLabels = true };
}

/// <summary>Options of sending twice, which has no parameters: <c>attack: duplicate</c>.</summary>
public sealed record DuplicateAttackOptions : AttackOptions
{
    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new UntouchedUpdate { SendsTwice = true };
}

/// <summary>Options of sending vectors of another length, which has no parameters: <c>attack: wrong-shape</c>.</summary>
public sealed record WrongShapeAttackOptions : AttackOptions
{
    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new UntouchedUpdate { SendsWrongShape = true };
}

/// <summary>
/// The attacks that leave the update as the algorithm made it: what is wrong lies before, in the labels of the worker's data, or behind, in how
/// the update is sent. ByzFL's label flipping sends the mean of the flipped honest gradients; here a worker flips its own data.
/// </summary>
public sealed class UntouchedUpdate : IWorkerAttack
{
    /// <inheritdoc/>
    public bool FlipsLabels { get; init; }

    /// <inheritdoc/>
    public bool SendsTwice { get; init; }

    /// <inheritdoc/>
    public bool SendsWrongShape { get; init; }
}
