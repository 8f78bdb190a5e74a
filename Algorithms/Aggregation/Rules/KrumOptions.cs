using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>How many neighbours count in the score of Krum.</summary>
public enum KrumNeighbours
{
    /// <summary>k = n - f - 1, as in ByzFL.</summary>
    Most,

    /// <summary>k = n - f - 2, as in the paper; needs 2 f + 2 &lt; n.</summary>
    Paper,
}

/// <summary>Parameters that Krum and Multi-Krum share.</summary>
public abstract record KrumFamilyOptions : AggregationOptions
{
    /// <summary>k, how many of its neighbours score a vector.</summary>
    public KrumNeighbours Neighbours { get; init; } = KrumNeighbours.Most;

    /// <summary>What distances are raised to: 1, 2 or 4.</summary>
    [Range(1, 4)]
    public int Power { get; init; } = 2;

    /// <summary>2 f &lt; n, or 2 f + 2 &lt; n with the neighbours of the paper.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount - (Neighbours == KrumNeighbours.Paper ? 2 : 0));

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (Power == 3)
            yield return new OptionIssue(ErrorCatalog.OutOfRange, "power", "The power of a distance is 1, 2 or 4.");
    }
}

/// <summary>Parameters of Krum: <c>rule: krum</c>.</summary>
public sealed record KrumOptions : KrumFamilyOptions
{
    /// <inheritdoc/>
    public override IAggregationRule Create() => new Krum(average: 1, Neighbours == KrumNeighbours.Paper, Power);
}

/// <summary>Parameters of Multi-Krum: <c>rule: multi-krum</c>.</summary>
public sealed record MultiKrumOptions : KrumFamilyOptions
{
    /// <summary>q, how many vectors are averaged; 0 for n - f.</summary>
    [Range(0, 1_000_000)]
    public int Q { get; init; }

    /// <inheritdoc/>
    public override IAggregationRule Create() => new Krum(Q, Neighbours == KrumNeighbours.Paper, Power);

    /// <inheritdoc/>
    public override string? Refuse(int updateCount, int byzantine) => Q > updateCount - byzantine
        ? $"q is at most n - f = {updateCount - byzantine} of {updateCount} updates; {Q} would average Byzantine ones."
        : null;
}
