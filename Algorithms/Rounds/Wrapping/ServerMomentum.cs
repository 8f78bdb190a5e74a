using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds.Wrapping;

/// <summary>Momentum behind the rule: m &lt;- beta m + share F(u), and the algorithm gets m in the place of F(u).</summary>
/// <remarks>State: one vector more at the server for every update vector. It starts at zero.</remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="inner">The algorithm.</param>
/// <param name="beta">beta.</param>
/// <param name="share">1 - damping.</param>
public sealed class ServerMomentum<T>(IRoundAlgorithm<T> inner, double beta, double share) : RoundAlgorithmWrapper<T>(inner)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = inner.Vectors with { Server = [.. inner.Vectors.Server, .. inner.Vectors.Update.Select(NameOf)] };

    /// <inheritdoc/>
    public override void ServerStep(ServerRound<T> round)
    {
        foreach (string update in Inner.Vectors.Update)
        {
            Span<T> momentum = round.Server(NameOf(update));
            Span<T> aggregate = round.AggregateToChange(update);
            VectorKernels.ScaledSum(T.CreateChecked(beta), momentum, T.CreateChecked(share), aggregate, momentum);
            momentum.CopyTo(aggregate);
        }

        Inner.ServerStep(round);
    }

    private static string NameOf(string update) => $"momentum.{update}";
}
