using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>Parameters of the methods of extrapolation from the past and to the future.</summary>
public abstract record ExtrapolationOptions : VariationalOptions
{
    /// <summary>gamma; null for the safe default of the method, a share of 1/L.</summary>
    [Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? StepSize { get; init; }

    /// <summary>b: gamma_t = gamma/(t + b) at iteration t from 1, for stochastic operators; 0 for the constant gamma.</summary>
    [Range(0.0, 1e12)]
    public double Offset { get; init; }

    /// <summary>B, the data of a worker that an evaluation is a mean over, without replacement; 0 takes all of them.</summary>
    [Range(0, 1_000_000)]
    public int BatchSize { get; init; }

    /// <inheritdoc/>
    public override int LargestMinibatch() => BatchSize > 0 ? BatchSize : base.LargestMinibatch();

    /// <summary>gamma.</summary>
    /// <param name="setting">What is known of the job.</param>
    /// <param name="share">The default, as a share of 1/L.</param>
    private protected double Gamma(RoundSetting setting, double share) =>
        StepOf(StepSize, setting, constants => share / constants.Lipschitz, "the Lipschitz constant of the operator");

    /// <summary>gamma_t.</summary>
    /// <param name="gamma">gamma.</param>
    /// <param name="iteration">t, from 1.</param>
    internal double At(double gamma, long iteration) => Offset > 0 ? gamma / (iteration + Offset) : gamma;
}

/// <summary><c>kind: extragradient</c>: <see cref="Extragradient{T}"/>; gamma = 1/(2L) where none is given.</summary>
public sealed record ExtragradientOptions : ExtrapolationOptions
{
    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting) => new Extragradient<T>(this, Gamma(setting, 0.5), setting.Set);
}

/// <summary><c>kind: past-extragradient</c>: <see cref="PastExtragradient{T}"/>; gamma = 1/(4L) where none is given.</summary>
public sealed record PastExtragradientOptions : ExtrapolationOptions
{
    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting) => new PastExtragradient<T>(this, Gamma(setting, 0.25), setting.Set);
}

/// <summary><c>kind: optimistic-gradient</c>: <see cref="OptimisticGradient{T}"/>; gamma = 1/(4L) where none is given.</summary>
public sealed record OptimisticGradientOptions : ExtrapolationOptions
{
    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting) => new OptimisticGradient<T>(this, Gamma(setting, 0.25), setting.Set);
}

/// <summary><c>kind: reflected-gradient</c>: <see cref="ReflectedGradient{T}"/>; gamma = 1/(4L) where none is given.</summary>
public sealed record ReflectedGradientOptions : ExtrapolationOptions
{
    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting) => new ReflectedGradient<T>(this, Gamma(setting, 0.25), setting.Set);
}

/// <summary><c>kind: gradient-descent-ascent</c>: <see cref="GradientDescentAscent{T}"/>; gamma = mu/L^2 where none is given.</summary>
public sealed record GradientDescentAscentOptions : ExtrapolationOptions
{
    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting) => new GradientDescentAscent<T>(
        this,
        StepOf(StepSize, setting, constants => constants.StrongMonotonicity / (constants.Lipschitz * constants.Lipschitz), "the strong monotonicity of the operator"),
        setting.Set);
}
