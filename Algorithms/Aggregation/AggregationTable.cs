using Starling.Algorithms.Options;

namespace Starling.Algorithms.Aggregation;

/// <summary>All aggregation rules.</summary>
public static class AggregationTable
{
    /// <summary>The rules by name.</summary>
    public static readonly PartTable<AggregationOptions> All = new(
        new PartEntry("mean", typeof(MeanOptions), "The weighted mean of the updates; stands no Byzantine worker"));
}
