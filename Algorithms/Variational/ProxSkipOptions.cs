using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>How a worker estimates its operator in the local steps of <see cref="ProxSkip{T}"/>.</summary>
public enum ProxSkipEstimator
{
    /// <summary>F_i(x_i).</summary>
    Full,

    /// <summary>F_(i,j)(x_i), j drawn anew at every step.</summary>
    Stochastic,

    /// <summary>F_(i,j)(x_i) - F_(i,j)(w_i) + F_i(w_i), with an anchor w_i that moves to x_i with probability q.</summary>
    VarianceReduced,
}

/// <summary>Parameters of <see cref="ProxSkip{T}"/>.</summary>
public abstract record ProxSkipOptions : VariationalOptions
{
    /// <summary>gamma; null for the method's: 1/l, 1/(2 lg) or 1/(6 lg), l and lg the cocoercivity constants of the nodes and of their data.</summary>
    [Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? StepSize { get; init; }

    /// <summary>p, the probability that an iteration communicates; null for sqrt(gamma mu), at most 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? Communicate { get; init; }

    /// <summary>How the operator is estimated.</summary>
    internal abstract ProxSkipEstimator Estimator { get; }

    /// <summary>B, the data of an estimate.</summary>
    internal virtual int Batch => 0;

    /// <summary>q, the probability that an iteration moves the anchor; null for 2 gamma mu.</summary>
    internal virtual double? Refresh => null;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting)
    {
        double gamma = StepOf(
            StepSize,
            setting,
            constants => Estimator switch
            {
                ProxSkipEstimator.Full => 1 / constants.Cocoercivity,
                ProxSkipEstimator.Stochastic => 1 / (2 * constants.SampleCocoercivity),
                _ => 1 / (6 * constants.SampleCocoercivity),
            },
            "the cocoercivity of the operators");
        double mu = setting.Constants?.StrongMonotonicity ?? 0;
        double p = Communicate ?? StepOf(null, setting, _ => Math.Min(1, Math.Sqrt(gamma * mu)), "the strong monotonicity of the operator; or give algorithm.communicate");
        double q = Estimator == ProxSkipEstimator.VarianceReduced
            ? Refresh ?? StepOf(null, setting, _ => Math.Min(1, 2 * gamma * mu), "the strong monotonicity of the operator; or give algorithm.refresh")
            : 0;
        return new ProxSkip<T>(
            new ProxSkipParameters { Gamma = gamma, Probability = p, Estimator = Estimator, BatchSize = Batch },
            new CommonCoins(setting.Seed, p),
            new CommonCoins(setting.Seed, q, number: 1),
            setting.Set);
    }
}

/// <summary><c>kind: proxskip-gda</c>: ProxSkip-GDA-FL, with full operators.</summary>
public sealed record ProxSkipGdaOptions : ProxSkipOptions
{
    internal override ProxSkipEstimator Estimator => ProxSkipEstimator.Full;
}

/// <summary><c>kind: proxskip-sgda</c>: ProxSkip-SGDA-FL, with stochastic operators; it ends in a ball of noise.</summary>
public sealed record ProxSkipSgdaOptions : ProxSkipOptions
{
    /// <summary>B, the data of an estimate.</summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; init; } = 1;

    internal override ProxSkipEstimator Estimator => ProxSkipEstimator.Stochastic;

    internal override int Batch => BatchSize;
}

/// <summary><c>kind: proxskip-lsvrgda</c>: ProxSkip-L-SVRGDA-FL, with variance-reduced operators.</summary>
public sealed record ProxSkipLsvrgdaOptions : ProxSkipOptions
{
    /// <summary>B, the data of an estimate.</summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; init; } = 1;

    /// <summary>q, the probability that an iteration moves the anchor; null for 2 gamma mu.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? AnchorRefresh { get; init; }

    internal override ProxSkipEstimator Estimator => ProxSkipEstimator.VarianceReduced;

    internal override int Batch => BatchSize;

    internal override double? Refresh => AnchorRefresh;
}

/// <summary>What <see cref="ProxSkip{T}"/> works with.</summary>
public sealed record ProxSkipParameters
{
    /// <summary>gamma.</summary>
    public required double Gamma { get; init; }

    /// <summary>p.</summary>
    public required double Probability { get; init; }

    /// <summary>How the operator is estimated.</summary>
    public ProxSkipEstimator Estimator { get; init; } = ProxSkipEstimator.Full;

    /// <summary>B, the data of an estimate, where it is not the full operator.</summary>
    public int BatchSize { get; init; } = 1;
}
