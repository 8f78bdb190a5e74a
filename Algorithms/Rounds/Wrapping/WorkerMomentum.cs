using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds.Wrapping;

/// <summary>
/// Momentum at every worker: m_i &lt;- beta m_i + share u_i, and m_i is sent in the place of u_i. It shrinks the variance of honest updates, which
/// is what rules tell them from Byzantine ones by (Karimireddy, He, Jaggi, ICML 2021; Farhadkhani et al., "RESAM", ICML 2022).
/// </summary>
/// <remarks>State: one vector more at a worker for every update vector. It starts at zero.</remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="inner">The algorithm.</param>
/// <param name="beta">beta.</param>
/// <param name="share">1 - damping.</param>
public sealed class WorkerMomentum<T>(IRoundAlgorithm<T> inner, double beta, double share) : RoundAlgorithmWrapper<T>(inner)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = inner.Vectors with { Worker = [.. inner.Vectors.Worker, .. inner.Vectors.Update.Select(NameOf)] };

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        Inner.WorkerStep(round);
        foreach (string update in Inner.Vectors.Update)
        {
            Span<T> momentum = round.State(NameOf(update));
            VectorKernels.ScaledSum(T.CreateChecked(beta), momentum, T.CreateChecked(share), round.Update(update), momentum);
            momentum.CopyTo(round.Update(update));
        }
    }

    private static string NameOf(string update) => $"momentum.{update}";
}
