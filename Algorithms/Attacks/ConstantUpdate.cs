using System.Numerics;

namespace Starling.Algorithms.Attacks;

/// <summary>What every coordinate of a constant update is.</summary>
public enum ConstantValue
{
    /// <summary>0: the worker contributes nothing.</summary>
    Zero,

    /// <summary>Not a number.</summary>
    NaN,

    /// <summary>Plus infinity.</summary>
    Infinity,
}

/// <summary>Options of the attack that sends zeros, which has no parameters: <c>attack: zero</c>.</summary>
public sealed record ZeroAttackOptions : AttackOptions
{
    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new ConstantUpdate(ConstantValue.Zero);
}

/// <summary>Options of the attack that sends NaN in every coordinate, which has no parameters: <c>attack: nan</c>.</summary>
public sealed record NaNAttackOptions : AttackOptions
{
    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new ConstantUpdate(ConstantValue.NaN);
}

/// <summary>Options of the attack that sends plus infinity in every coordinate, which has no parameters: <c>attack: inf</c>.</summary>
public sealed record InfAttackOptions : AttackOptions
{
    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new ConstantUpdate(ConstantValue.Infinity);
}

/// <summary>One value in every coordinate, in the place of the update. What is not finite must be rejected before any rule sees it.</summary>
/// <param name="value">The value.</param>
public sealed class ConstantUpdate(ConstantValue value) : IWorkerAttack
{
    /// <inheritdoc/>
    public void Tamper<T>(TamperContext<T> context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int v = 0; v < context.Count; v++)
        {
            context.Update(v).Fill(value switch
            {
                ConstantValue.NaN => T.NaN,
                ConstantValue.Infinity => T.PositiveInfinity,
                _ => T.Zero,
            });
        }
    }
}
