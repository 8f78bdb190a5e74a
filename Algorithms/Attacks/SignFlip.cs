using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Attacks;

/// <summary>Whose vector a sign flip turns round.</summary>
public enum FlippedVector
{
    /// <summary>The mean of the honest updates (ByzFL).</summary>
    Mean,

    /// <summary>The Byzantine worker's own update (Blades).</summary>
    Own,
}

/// <summary>Parameters of sign flipping: <c>attack: { kind: sign-flip }</c>.</summary>
public sealed record SignFlipAttackOptions : AttackOptions
{
    /// <summary>Whose vector is turned round; of the worker's own update, no knowledge of the others is needed.</summary>
    public FlippedVector Of { get; init; } = FlippedVector.Mean;

    /// <summary>How much longer it gets; 10 and 100 are the "reverse" attacks of the flag aggregator and of Garfield.</summary>
    [Range(0, 1e9)]
    public double Scale { get; init; } = 1;

    /// <inheritdoc/>
    public override IOmniscientAttack? CreateOmniscient() => Of == FlippedVector.Mean ? new SignFlipOfMean(Scale) : null;

    /// <inheritdoc/>
    public override IWorkerAttack? CreateWorker() => Of == FlippedVector.Own ? new SignFlipOfOwn(Scale) : null;
}

/// <summary>Sign flipping with knowledge of the others: -scale mu.</summary>
/// <remarks>Source: Allen-Zhu, Ebrahimianghazani, Li, Alistarh, "Byzantine-Resilient Non-Convex SGD", ICLR 2021; as in ByzFL.</remarks>
/// <param name="scale">The scale.</param>
public sealed class SignFlipOfMean(double scale) : IOmniscientAttack
{
    /// <inheritdoc/>
    public Forgery Forge(AttackInput input)
    {
        input.Require(this);
        return Forgery.Mean(input.Honest, -scale);
    }
}

/// <summary>Sign flipping of the worker's own update g: -scale g. Blades calls it bit flipping.</summary>
/// <param name="scale">The scale.</param>
public sealed class SignFlipOfOwn(double scale) : IWorkerAttack
{
    /// <inheritdoc/>
    public void Tamper<T>(TamperContext<T> context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int v = 0; v < context.Count; v++)
            VectorKernels.Scale(T.CreateTruncating(-scale), context.Update(v));
    }
}
