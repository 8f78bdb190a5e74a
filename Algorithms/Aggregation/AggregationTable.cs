using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Aggregation;

/// <summary>All aggregation rules.</summary>
public static class AggregationTable
{
    /// <summary>The rules by name.</summary>
    public static readonly PartTable<AggregationOptions> All = new(
        new PartEntry("mean", typeof(MeanOptions), "The weighted mean of the updates; stands no Byzantine worker"),
        new PartEntry("median", typeof(MedianOptions), "The median of every coordinate"),
        new PartEntry("trimmed-mean", typeof(TrimmedMeanOptions), "The mean of every coordinate without the f smallest and the f largest values"),
        new PartEntry("meamed", typeof(MeamedOptions), "MeaMed: the mean of the n - f values of every coordinate nearest to their median"),
        new PartEntry("phocas", typeof(PhocasOptions), "The mean of the n - f values of every coordinate nearest to their trimmed mean"),
        new PartEntry("krum", typeof(KrumOptions), "Krum: the update nearest to its neighbours"),
        new PartEntry("multi-krum", typeof(MultiKrumOptions), "Multi-Krum: the mean of the q updates nearest to their neighbours"),
        new PartEntry("bulyan", typeof(BulyanOptions), "Bulyan: repeated Krum, then MeaMed"),
        new PartEntry("geometric-median", typeof(GeometricMedianOptions), "The point with the smallest sum of distances to the updates"),
        new PartEntry("rfa", typeof(RfaOptions), "RFA: the geometric median, workers weighed by their samples"),
        new PartEntry("mda", typeof(MinimumDiameterOptions), "Minimum diameter averaging: the mean of the n - f updates of smallest diameter"),
        new PartEntry("centered-clipping", typeof(CenteredClippingOptions), "Updates are clipped about the aggregate of the round before"),
        new PartEntry("caf", typeof(CovarianceFilterOptions), "CAF: updates are weighed down along the direction in which they vary most"),
        new PartEntry("smea", typeof(SmallestEigenvalueOptions), "SMEA: the mean of the n - f updates whose covariance is smallest"),
        new PartEntry("monna", typeof(NearestToTrustedOptions), "MoNNA: the mean of the n - f updates nearest to a trusted worker's"),
        new PartEntry("dnc", typeof(DivideAndConquerOptions), "DnC: without the c f updates that stand out most along the direction in which they vary most"),
        new PartEntry("cge", typeof(SmallestNormsOptions), "CGE: the mean of the n - f updates of smallest norm"),
        new PartEntry("flag", typeof(FlagOptions), "The flag aggregator: updates are projected on the subspace that explains most of them"));
}
