namespace Starling.Algorithms.Attacks;

/// <summary>Options of no attack: the workers declared Byzantine are honest. <c>attack: none</c>.</summary>
public sealed record NoAttackOptions : AttackOptions
{
    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new UntouchedUpdate();
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

/// <summary>The attacks that leave the update as the algorithm made it; what may be wrong lies behind, in how the update is sent.</summary>
public sealed class UntouchedUpdate : IWorkerAttack
{
    /// <inheritdoc/>
    public bool SendsTwice { get; init; }

    /// <inheritdoc/>
    public bool SendsWrongShape { get; init; }
}
