using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>Where the anchor of MASHA moves to when the coin falls.</summary>
public enum MashaAnchor
{
    /// <summary>To the new point, w = z^(k+1).</summary>
    Next,

    /// <summary>To the point before it, w = z^k, as the statement of the theorem may be read.</summary>
    Previous,
}

/// <summary>Parameters of <see cref="Masha1{T}"/> and <see cref="Masha2{T}"/>.</summary>
public abstract record MashaOptions : VariationalOptions
{
    /// <summary>gamma; null for the default of the method.</summary>
    [Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? StepSize { get; init; }

    /// <summary>c: gamma = c sqrt(1 - tau)/C where no step size is given; the constant C is the method's.</summary>
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public abstract double Scale { get; init; }

    /// <summary>
    /// 1 - tau, the probability that an iteration refreshes the anchor, above 0. Null for the share of a dense message that a compressed one takes, or for B/r
    /// with minibatches of B data of r, or for the share of the workers that take part, whichever is least.
    /// </summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? Refresh { get; init; }

    /// <summary>Where the anchor moves to.</summary>
    public MashaAnchor Anchor { get; init; } = MashaAnchor.Next;

    /// <summary>B, the data that the difference of an iteration is a mean over: the variance-reduced form; 0 takes all.</summary>
    [Range(0, 1_000_000)]
    public int BatchSize { get; init; }

    /// <inheritdoc/>
    public override int LargestMinibatch() => BatchSize > 0 ? BatchSize : base.LargestMinibatch();

    /// <summary>1 - tau.</summary>
    /// <param name="setting">What is known of the job.</param>
    internal double RefreshIn(RoundSetting setting)
    {
        if (Refresh is { } given)
            return given;

        double share = Math.Min(1, setting.UpShare);
        if (BatchSize > 0 && setting.Samples > 0)
            share = Math.Min(share, (double)BatchSize / setting.Samples);
        return Math.Min(share, (double)setting.Participants / setting.Workers);
    }
}

/// <summary><c>kind: masha1</c>: <see cref="Masha1{T}"/>.</summary>
public sealed record Masha1Options : MashaOptions
{
    /// <inheritdoc/>
    public override double Scale { get; init; } = 1;

    /// <inheritdoc/>
    public override CompressionNeed Needs => CompressionNeed.Unbiased;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting)
    {
        double refresh = RefreshIn(setting);
        return new Masha1<T>(this, Gamma(setting, refresh), 1 - refresh, new CommonCoins(setting.Seed, refresh), setting.Set);
    }

    /// <summary>
    /// gamma = min(c sqrt(1 - tau)/C_q, (1 - tau)/(2 mu)), where C_q^2 = (q_s/(r M)) sum_m (q_m Lhat_m^2 + (r - 1) L_m^2) for the r participants of a round,
    /// or q_s times the mean of Lhat_m^2 where compressors share the coordinates out; q = omega + 1, and Lhat_m is L_m without minibatches.
    /// </summary>
    internal double Gamma(RoundSetting setting, double refresh) => StepOf(
        StepSize,
        setting,
        constants =>
        {
            double step = Scale * Math.Sqrt(refresh) / Math.Sqrt(Variance(setting, constants));
            return constants.StrongMonotonicity > 0 ? Math.Min(step, refresh / (2 * constants.StrongMonotonicity)) : step;
        },
        "the Lipschitz constants of the operators and the variance of the compressors, which are to be unbiased");

    /// <summary>C_q^2.</summary>
    internal double Variance(RoundSetting setting, GameConstants constants)
    {
        double q = 1 + setting.Up.Omega;
        int r = setting.Participants;
        double sum = 0;
        for (int m = 0; m < constants.NodeLipschitz.Length; m++)
        {
            double full = constants.NodeLipschitz[m] * constants.NodeLipschitz[m];
            double sampled = BatchSize > 0 ? constants.SampleLipschitzSquared[m] : full;
            sum += setting.IsUpShared ? r * sampled : (q * sampled) + ((r - 1) * full);
        }

        return (1 + setting.Down.Omega) * sum / (r * (double)constants.NodeLipschitz.Length);
    }
}

/// <summary><c>kind: masha2</c>: <see cref="Masha2{T}"/>.</summary>
public sealed record Masha2Options : MashaOptions
{
    /// <inheritdoc/>
    public override double Scale { get; init; } = 0.5;

    /// <inheritdoc/>
    public override CompressionNeed Needs => CompressionNeed.HasMemory;

    /// <inheritdoc/>
    /// <exception cref="StarlingException">STAR0108: the problem has constraints.</exception>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting)
    {
        if (setting.Set is { IsEverything: false })
            throw new StarlingException(ErrorCatalog.ImpossibleCombination, "algorithm.kind: masha2 is for problems without constraints; choose masha1 or another method.");

        double refresh = RefreshIn(setting);
        double gamma = StepOf(StepSize, setting, constants => Scale * Math.Sqrt(refresh) / constants.MeanLipschitz, "the Lipschitz constants of the operators");
        return new Masha2<T>(this, gamma, 1 - refresh, new CommonCoins(setting.Seed, refresh));
    }
}
