using System.Globalization;
using System.Numerics;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>A method for variational inequalities; also for minimisation, whose operator is the gradient.</summary>
public abstract record VariationalOptions : RoundAlgorithmOptions
{
    /// <summary>What the method asks of the compressors of its updates.</summary>
    public virtual CompressionNeed Needs => CompressionNeed.None;

    /// <summary>Builds the algorithm for a job.</summary>
    /// <param name="setting">What is known of the job.</param>
    /// <typeparam name="T">The element type of the run.</typeparam>
    /// <exception cref="StarlingException">STAR0302: a step size follows from a constant that the game has not got.</exception>
    public abstract IRoundAlgorithm<T> Create<T>(RoundSetting setting)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <inheritdoc/>
    public sealed override IRoundAlgorithm<T> Create<T>() => Create<T>(RoundSetting.Unknown);

    /// <summary>The step size that was given, or the one that follows from the constants of the game.</summary>
    /// <param name="given">What the job says.</param>
    /// <param name="setting">What is known of the job.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="why">What the rule needs, in words.</param>
    private protected static double StepOf(double? given, RoundSetting setting, Func<GameConstants, double> rule, string why)
    {
        if (given is { } known)
            return known;

        double step = setting.Constants is { } constants ? rule(constants) : double.NaN;
        return step > 0 && double.IsFinite(step)
            ? step
            : throw new StarlingException(ErrorCatalog.ProblemIllPosed, string.Create(CultureInfo.InvariantCulture,
                $"algorithm.stepSize: it follows from {why}, which is not known of this problem, or 0; give a step size."));
    }
}
