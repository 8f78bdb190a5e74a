using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Aggregation;

/// <summary>All pre-aggregations.</summary>
public static class PreAggregationTable
{
    /// <summary>The pre-aggregations by name.</summary>
    public static readonly PartTable<PreAggregationOptions> All = new(
        new PartEntry("nnm", typeof(NearestNeighborsOptions), "Nearest neighbour mixing: every update becomes the mean of the n - f nearest to it"),
        new PartEntry("bucketing", typeof(BucketingOptions), "Updates are averaged in random buckets of s"),
        new PartEntry("clipping", typeof(NormClippingOptions), "Updates longer than c are cut to that length"),
        new PartEntry("arc", typeof(AdaptiveClippingOptions), "Adaptive robust clipping: the longest updates are cut to the length of the next one"));
}
