using Starling.Algorithms.Options;

namespace Starling.Algorithms.Aggregation;

/// <summary>Which rule makes one vector of n updates, with its parameters: <c>aggregation.rule</c> of a job.</summary>
public abstract record AggregationOptions : PartOptions
{
    /// <summary>The largest f for which the rule is defined on n updates: how many of them may be Byzantine.</summary>
    /// <param name="updateCount">n.</param>
    public abstract int MostByzantine(int updateCount);

    /// <summary>Makes the rule.</summary>
    public abstract IAggregationRule Create();

    /// <summary>What else than too large an f the rule cannot do, as a sentence; null where there is nothing.</summary>
    /// <param name="updateCount">n.</param>
    /// <param name="byzantine">f.</param>
    public virtual string? Refuse(int updateCount, int byzantine) => null;

    /// <summary>The largest f with 2 f &lt; n, which most rules stand.</summary>
    protected static int FewerThanHalf(int updateCount) => Math.Max(0, (updateCount - 1) / 2);
}
