using Starling.Algorithms.Options;

namespace Starling.Algorithms.Aggregation;

/// <summary>A step before the aggregation rule, with its parameters: one of <c>aggregation.pre</c> of a job.</summary>
public abstract record PreAggregationOptions : PartOptions
{
    /// <summary>Makes the step.</summary>
    public abstract IPreAggregation Create();

    /// <summary>m, how many vectors it makes of n.</summary>
    /// <param name="updateCount">n.</param>
    public virtual int CountOf(int updateCount) => updateCount;

    /// <summary>The largest f for which the step is defined on n updates.</summary>
    /// <param name="updateCount">n.</param>
    public virtual int MostByzantine(int updateCount) => Math.Max(0, updateCount - 1);

    /// <summary>Whether vector i behind the step still belongs to worker i.</summary>
    public virtual bool KeepsPlaces => true;
}
