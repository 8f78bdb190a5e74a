using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Data;

/// <summary>How a pathological partition gives every worker few classes.</summary>
public enum PathologicalScheme
{
    /// <summary>
    /// McMahan et al. (FedAvg): rows sorted by label are cut into <c>shards</c> x M equal shards, and every worker gets
    /// <c>shards</c> of them at random. Every row is used once; most workers see that many classes, some fewer, some more.
    /// </summary>
    Shards,

    /// <summary>
    /// FL-Simulator: equal sizes; every worker draws its rows uniformly from <c>classes</c> classes chosen at random. As in
    /// <see cref="DirichletClassesPartitionOptions"/>, a used-up class starts again, so rows may repeat.
    /// </summary>
    EqualClasses,

    /// <summary>
    /// NIID-Bench "#label = c": worker i has class i mod C and <c>classes</c> - 1 further random ones; every class is cut into
    /// equal parts for those who have it. Every row of a class that somebody has is used once; with M >= C that is all rows.
    /// </summary>
    DistinctLabels,

    /// <summary>
    /// Nothing random: of class c the first half of the rows, rounded down, goes to worker c and the rest to worker c - 1
    /// (mod C). It needs M = C; a convex benchmark of FedSpeed uses it.
    /// </summary>
    TwoClassHalves,

    /// <summary>
    /// Nothing random: worker u has all rows of the classes u and C - 1 - u, in their order. It needs C = 2 M; the experiments of DProxSGT
    /// (Yan et al., ICML 2023) use it with 5 workers and 10 classes.
    /// </summary>
    LabelPairs,
}

/// <summary>Every worker sees few classes. Deterministic in (seed, M).</summary>
/// <remarks>Streams: one for dealing shards, one a class for its order, one a worker for its classes.</remarks>
public sealed record PathologicalPartitionOptions : PartitionOptions
{
    /// <summary>How rows are given out.</summary>
    public PathologicalScheme Scheme { get; init; } = PathologicalScheme.Shards;

    /// <summary>Classes a worker, for <c>equal-classes</c> and <c>distinct-labels</c>.</summary>
    [Range(1, int.MaxValue)]
    public int Classes { get; init; } = 2;

    /// <summary>Shards a worker, for <c>shards</c>.</summary>
    [Range(1, int.MaxValue)]
    public int Shards { get; init; } = 2;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (Scheme != PathologicalScheme.Shards && Shards != 2)
            yield return new(ErrorCatalog.ImpossibleCombination, "shards", "is only for the scheme shards.");
        if (Scheme is PathologicalScheme.Shards or PathologicalScheme.TwoClassHalves or PathologicalScheme.LabelPairs && Classes != 2)
            yield return new(ErrorCatalog.ImpossibleCombination, "classes",
                "is only for the schemes equal-classes and distinct-labels.");
    }

    /// <inheritdoc/>
    public override int[][] Split(DataSource data, int workerCount, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        Dataset train = data.Train;
        PartitionSteps.RequireSamples(train, workerCount);
        if (Scheme is PathologicalScheme.EqualClasses or PathologicalScheme.DistinctLabels && Classes > train.ClassCount)
            throw PartitionSteps.Impossible(
                $"{Classes} classes a worker are asked for, and {train.Name} has {train.ClassCount}; lower classes.");
        return Scheme switch
        {
            PathologicalScheme.Shards => DealShards(train, workerCount, seed),
            PathologicalScheme.EqualClasses => DealEqualClasses(train, workerCount, seed),
            PathologicalScheme.DistinctLabels => CutDistinctLabels(train, workerCount, seed),
            PathologicalScheme.TwoClassHalves => TwoClassHalves(train, workerCount),
            _ => LabelPairs(train, workerCount),
        };
    }

    private int[][] DealShards(Dataset train, int workerCount, ulong seed)
    {
        int[] sorted = [.. PartitionSteps.RowsByClass(train).SelectMany(rows => rows)];
        long shardCount = (long)Shards * workerCount;
        if (shardCount > sorted.Length)
            throw PartitionSteps.Impossible(
                $"{workerCount} workers with {Shards} shards each need {shardCount} shards, and {train.Name} has "
                + $"{sorted.Length} training samples; lower shards.");
        RandomStream stream = PartitionSteps.WholeStream(seed);
        int[] order = stream.Permutation((int)shardCount);
        return [.. Enumerable.Range(0, workerCount).Select(worker => order.AsSpan(worker * Shards, Shards).ToArray()
            .SelectMany(shard => sorted[PartitionSteps.EqualPart(sorted.Length, (int)shardCount, shard)]).ToArray())];
    }

    private int[][] DealEqualClasses(Dataset train, int workerCount, ulong seed)
    {
        int[][] classes = PartitionSteps.ShuffledRowsByClass(train, seed);
        int[] present = [.. Enumerable.Range(0, classes.Length).Where(label => classes[label].Length > 0)];
        int count = Math.Min(Classes, present.Length);
        int[] chosen = new int[count];
        double[][] distributions = new double[workerCount][];
        for (int worker = 0; worker < workerCount; worker++)
        {
            RandomStream stream = PartitionSteps.WorkerStream(seed, worker);
            stream.Choose(present.Length, count, chosen);
            distributions[worker] = new double[classes.Length];
            foreach (int index in chosen)
                distributions[worker][present[index]] = 1.0 / count;
        }

        return ClassDealing.Deal(classes, distributions, replacement: true, seed);
    }

    private int[][] CutDistinctLabels(Dataset train, int workerCount, ulong seed)
    {
        int[][] classes = PartitionSteps.ShuffledRowsByClass(train, seed);
        List<int>[] holders = [.. classes.Select(_ => new List<int>())];
        int[] others = new int[Classes - 1];
        for (int worker = 0; worker < workerCount; worker++)
        {
            int own = worker % classes.Length;
            holders[own].Add(worker);
            RandomStream stream = PartitionSteps.WorkerStream(seed, worker);
            stream.Choose(classes.Length - 1, others.Length, others);
            foreach (int other in others)
                holders[other < own ? other : other + 1].Add(worker);
        }

        List<int>[] parts = [.. Enumerable.Range(0, workerCount).Select(_ => new List<int>())];
        for (int label = 0; label < classes.Length; label++)
        {
            int[] rows = classes[label];
            for (int i = 0; i < holders[label].Count; i++)
                parts[holders[label][i]].AddRange(rows[PartitionSteps.EqualPart(rows.Length, holders[label].Count, i)]);
        }

        return PartitionSteps.RequireNoneEmpty(
            [.. parts.Select(part => part.ToArray())], "use fewer workers or more classes a worker");
    }

    private static int[][] TwoClassHalves(Dataset train, int workerCount)
    {
        int classCount = train.ClassCount;
        if (workerCount != classCount)
            throw PartitionSteps.Impossible(
                $"The scheme two-class-halves gives every class a worker: {train.Name} needs {classCount} workers, not "
                + $"{workerCount}.");
        int[][] classes = PartitionSteps.RowsByClass(train);
        bool[] isFirstHalf = new bool[train.Count];
        foreach (int[] rows in classes)
        {
            foreach (int row in rows.AsSpan(0, rows.Length / 2))
                isFirstHalf[row] = true;
        }

        List<int>[] parts = [.. Enumerable.Range(0, workerCount).Select(_ => new List<int>())];
        for (int row = 0; row < train.Count; row++)
        {
            int label = train.Labels[row];
            parts[isFirstHalf[row] ? label : (label + classCount - 1) % classCount].Add(row);
        }

        return PartitionSteps.RequireNoneEmpty(
            [.. parts.Select(part => part.ToArray())], "every class needs two samples or more");
    }

    private static int[][] LabelPairs(Dataset train, int workerCount)
    {
        int classCount = train.ClassCount;
        if (2 * (long)workerCount != classCount)
            throw PartitionSteps.Impossible(
                $"The scheme label-pairs gives every worker two of the classes: with {workerCount} workers it needs {2 * (long)workerCount} classes, "
                + $"and {train.Name} has {classCount}.");
        int[][] parts = [.. Enumerable.Range(0, workerCount).Select(worker => Enumerable.Range(0, train.Count)
            .Where(row => train.Labels[row] == worker || train.Labels[row] == classCount - 1 - worker).ToArray())];
        return PartitionSteps.RequireNoneEmpty(parts, "every pair of classes needs a sample");
    }
}
