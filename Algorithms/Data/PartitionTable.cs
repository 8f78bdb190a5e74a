using Starling.Algorithms.Options;

namespace Starling.Algorithms.Data;

/// <summary>Every way to split training rows among workers that a job can name.</summary>
public static class PartitionTable
{
    /// <summary>The kinds.</summary>
    public static PartTable<PartitionOptions> All { get; } = new(
        new PartEntry("iid", typeof(IidPartitionOptions), "A random split into equal parts"),
        new PartEntry("dirichlet", typeof(DirichletPartitionOptions),
            "Every class is shared out with Dirichlet proportions; sizes vary"),
        new PartEntry("dirichlet-classes", typeof(DirichletClassesPartitionOptions),
            "Equal sizes; every worker has a Dirichlet mixture of classes"),
        new PartEntry("pathological", typeof(PathologicalPartitionOptions), "Every worker sees few classes"),
        new PartEntry("quantity-skew", typeof(QuantitySkewPartitionOptions), "Workers of very different sizes"),
        new PartEntry("natural", typeof(NaturalPartitionOptions),
            "By the owner of every sample: speaker, generated client, ..."));
}
