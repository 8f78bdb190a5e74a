using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Data;

/// <summary>
/// Label skew with equal sizes (FedDyn, FL-Simulator): every worker has a class distribution pi_i ~ Dirichlet(alpha 1_C) and
/// draws its rows by it. "Dir-0.6", "Dir-0.3" and "Dir-0.1" of the FedSpeed tables mean this partition.
/// </summary>
/// <remarks>
/// Sizes are floor(n/M); what is left of n goes to worker 0. While a worker is not full, a worker is picked uniformly; if it is
/// not full, it draws a class from pi_i and takes that class's next unused row. A class that is used up starts again from all
/// its rows, and the class is drawn again: so rows may appear at several workers and others nowhere. Streams: one for all
/// picks, one a class for its order, one a worker for pi_i. Classes without rows have no part in pi_i.
/// </remarks>
public sealed record DirichletClassesPartitionOptions : PartitionOptions
{
    /// <summary>The concentration alpha; the smaller, the fewer classes a worker has.</summary>
    [Range(1e-6, 1e9)]
    public double Alpha { get; init; } = 0.6;

    /// <summary>
    /// Let a used-up class start again, as published. Otherwise every row is used exactly once: who draws a used-up class draws
    /// another, by pi_i among the classes that are left.
    /// </summary>
    public bool Replacement { get; init; } = true;

    /// <inheritdoc/>
    public override int[][] Split(DataSource data, int workerCount, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        PartitionSteps.RequireSamples(data.Train, workerCount);
        int[][] classes = PartitionSteps.ShuffledRowsByClass(data.Train, seed);
        double[][] distributions = [.. Enumerable.Range(0, workerCount).Select(worker => Distribution(classes, worker, seed))];
        return ClassDealing.Deal(classes, distributions, Replacement, seed);
    }

    /// <summary>pi_i of a worker.</summary>
    internal double[] Distribution(int[][] classes, int worker, ulong seed)
    {
        double[] distribution = new double[classes.Length];
        Numerics.RandomStream stream = PartitionSteps.WorkerStream(seed, worker);
        for (int label = 0; label < distribution.Length; label++)
        {
            double logarithm = stream.NextLogGamma(Alpha);
            distribution[label] = classes[label].Length == 0 ? double.NegativeInfinity : logarithm;
        }

        PartitionSteps.Normalize(distribution);
        return distribution;
    }
}
