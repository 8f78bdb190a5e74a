using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>Parameters of <see cref="LocalSgda{T}"/>: <c>kind: local-sgda</c>.</summary>
public sealed record LocalSgdaOptions : VariationalOptions
{
    /// <summary>K, the local steps of a round.</summary>
    [Range(1, 1_000_000)]
    public int Steps { get; init; } = 20;

    /// <summary>
    /// gamma; null for the schedules of the comparison with ProxSkip-VIP: gamma_t = 8/(mu (a + t)) with a = 2048 K kappa^2, kappa = max L_i/mu, of descent-ascent, and
    /// 1/(21 K max L_i) of extragradient.
    /// </summary>
    [Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? StepSize { get; init; }

    /// <summary>Whether a local step is one of extragradient: two evaluations.</summary>
    public bool Extragradient { get; init; }

    /// <summary>B, the data of a step; 0 takes all.</summary>
    [Range(0, 1_000_000)]
    public int BatchSize { get; init; }

    /// <inheritdoc/>
    public override int LargestMinibatch() => BatchSize > 0 ? BatchSize : base.LargestMinibatch();

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting)
    {
        if (StepSize is { } given)
            return new LocalSgda<T>(this, _ => given, setting.Set);
        if (Extragradient)
        {
            double step = StepOf(null, setting, constants => 1 / (21 * Steps * constants.NodeLipschitz.Max()), "the Lipschitz constants of the operators");
            return new LocalSgda<T>(this, _ => step, setting.Set);
        }

        double numerator = StepOf(null, setting, constants => 8 / constants.StrongMonotonicity, "the strong monotonicity of the operator");
        double kappa = setting.Constants!.NodeLipschitz.Max() / setting.Constants.StrongMonotonicity;
        double a = 2048 * Steps * kappa * kappa;
        return new LocalSgda<T>(this, t => numerator / (a + t), setting.Set);
    }
}

/// <summary>
/// Local descent-ascent: from the common point every worker takes K steps x_i &lt;- x_i - g_t F_i(x_i), or K of extragradient, and the server takes the mean of
/// where they end, projected onto C.
/// </summary>
/// <remarks>
/// With operators that differ among workers and a constant step size it ends at a wrong point. State: D at the server, none at workers. Traffic of a
/// round: D down, D up. Minibatches come from stream (seed, Minibatches, worker, step).
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
/// <param name="gamma">g_t, of step t of the run, from 0.</param>
/// <param name="set">C; null for all of R^D.</param>
public sealed class LocalSgda<T>(LocalSgdaOptions options, Func<long, double> gamma, FeasibleSet? set) : VariationalAlgorithm<T>(set)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Model = "x";
    private const string Local = "local";

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = new() { Server = [Model], Broadcast = [Model], Update = [Local] };

    /// <inheritdoc/>
    public override long IterationsIn(int rounds) => (long)rounds * options.Steps;

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        Span<T> x = round.Update(Local);
        Span<T> g = round.Scratch(0);
        round.Broadcast(Model).CopyTo(x);
        for (int k = 0; k < options.Steps; k++)
        {
            long t = ((long)round.Round * options.Steps) + k;
            int[] samples = Minibatch.Draw(round, options.BatchSize, checked((int)t));
            double step = gamma(t);
            round.Gradient(x, samples, g);
            if (options.Extragradient)
            {
                Span<T> half = round.Scratch(1);
                Step(step, x, g, half);
                round.Gradient(half, samples, g);
            }

            VectorKernels.Axpy(T.CreateChecked(-step), g, x);
        }
    }

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        round.Aggregate(Local).CopyTo(round.Server(Model));
        return Model;
    }
}
