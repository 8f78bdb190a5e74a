using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>Parameters of <see cref="Marina{T}"/>: <c>kind: marina</c>.</summary>
public sealed record MarinaOptions : VariationalOptions
{
    /// <summary>gamma; null for 1/(L + Lt sqrt((1 - p) omega/(p M))).</summary>
    [Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? StepSize { get; init; }

    /// <summary>p, the probability that a round is dense; null for the share of a dense message that a compressed one takes.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? Dense { get; init; }

    /// <inheritdoc/>
    public override CompressionNeed Needs => CompressionNeed.Unbiased;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting)
    {
        double p = Dense ?? Math.Min(1, setting.UpShare);
        double gamma = StepOf(
            StepSize,
            setting,
            constants => 1 / (constants.Lipschitz + (constants.MeanLipschitz * Math.Sqrt((1 - p) * setting.Up.Omega / (p * setting.Workers)))),
            "the Lipschitz constants of the operators and the variance of the compressor");
        return new Marina<T>(gamma, new CommonCoins(setting.Seed, p), setting.Set);
    }
}

/// <summary>
/// MARINA: z &lt;- z - g v; then, where the common coin is 1, v is the mean of the F_i(z), and otherwise v &lt;- v + mean Q(F_i(z) - F_i(z_old)). Source:
/// Gorbunov, Burlachenko, Li, Richtarik, "MARINA: Faster non-convex distributed learning with compression", ICML 2021.
/// </summary>
/// <remarks>Everybody takes part. State: 2 D at the server, D at a worker. Traffic of a round: D down; D or one compressed vector up. Round 0 is dense.</remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="gamma">g.</param>
/// <param name="coins">Coin t says whether round t is dense.</param>
/// <param name="set">C; null for all of R^D.</param>
public sealed class Marina<T>(double gamma, CommonCoins coins, FeasibleSet? set = null) : VariationalAlgorithm<T>(set)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Model = "z";
    private const string Estimate = "estimate";
    private const string Update = "difference";
    private const string Last = "operator.last";

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = new() { Server = [Model, Estimate], Broadcast = [Model], Update = [Update], Worker = [Last] };

    /// <inheritdoc/>
    public override bool NeedsEverybody(int round) => true;

    /// <inheritdoc/>
    public override bool IsCompressible(int round) => !IsDense(round);

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        Span<T> last = round.State(Last);
        Span<T> update = round.Update(Update);
        Span<T> now = round.Scratch(0);
        round.Gradient(round.Broadcast(Model), [], now);
        if (IsDense(round.Round))
            now.CopyTo(update);
        else
            VectorKernels.Subtract(now, last, update);
        now.CopyTo(last);
    }

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        Span<T> estimate = round.Server(Estimate);
        if (IsDense(round.Round))
            round.Aggregate(Update).CopyTo(estimate);
        else
            VectorKernels.Add(estimate, round.Aggregate(Update), estimate);
        VectorKernels.Axpy(T.CreateChecked(-gamma), estimate, round.Server(Model));
        return Model;
    }

    private bool IsDense(int round) => round == 0 || coins[round];
}
