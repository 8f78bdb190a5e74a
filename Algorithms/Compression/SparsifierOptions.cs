using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Compression;

/// <summary>How many of D coordinates are kept: a number or a fraction of them.</summary>
public abstract record SparsifierOptions : CompressorOptions
{
    private const double DefaultFraction = 0.01;

    /// <summary>k, how many coordinates are kept; all where there are fewer. Instead of fraction.</summary>
    [Range(1, int.MaxValue)]
    public int? K { get; init; }

    /// <summary>k / D: max(1, floor(fraction D)) coordinates are kept. 0.01 where neither k nor fraction is given.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? Fraction { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (K is not null && Fraction is not null)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "fraction", "Either k or fraction says how many coordinates are kept; leave one of them out.");
    }

    /// <summary>A fraction is one of every tensor; a number is one of the whole vector.</summary>
    internal override TensorRole Tensors => K is null ? TensorRole.Apart : TensorRole.Together;

    /// <summary>The number as a rule.</summary>
    internal KeptCount Kept => K is { } k ? KeptCount.Of(k) : KeptCount.OfFraction(Fraction ?? DefaultFraction);
}

/// <summary>k, a number or a fraction of D.</summary>
public readonly record struct KeptCount
{
    // What a product of a decimal fraction and a whole number may fall short of the whole number that is meant.
    private const double Slack = 1e-6;

    private int Count { get; init; }

    private double Fraction { get; init; }

    /// <summary>min(k, D).</summary>
    /// <param name="count">k, positive.</param>
    public static KeptCount Of(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new KeptCount { Count = count };
    }

    /// <summary>max(1, floor(fraction D)).</summary>
    /// <param name="fraction">The fraction, above 0 and at most 1.</param>
    public static KeptCount OfFraction(double fraction)
    {
        if (!(fraction > 0 && fraction <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The fraction must be above 0 and at most 1.");
        return new KeptCount { Fraction = fraction };
    }

    /// <summary>k of D; 0 for D = 0.</summary>
    /// <param name="dimension">D.</param>
    public int Among(int dimension) =>
        Math.Min(dimension, Count > 0 ? Count : Math.Max(1, (int)((Fraction * dimension) + Slack)));
}
