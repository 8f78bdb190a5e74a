using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Data;

/// <summary>
/// Label skew without replacement (NIID-Bench "noniid-labeldir", Flower): every class is shared out among the workers with
/// proportions p ~ Dirichlet(alpha 1_M). Every row is used exactly once; sizes vary. alpha 0.1 is strong skew, 0.5 moderate,
/// 100 near iid.
/// </summary>
/// <remarks>
/// For each class k in ascending order, its rows shuffled: p is drawn, cut points are floor(n_k cumsum(p)), part j goes to worker
/// j. All proportions are drawn anew until the smallest worker has <see cref="MinSize"/> rows, 1000 times at most. In the end
/// every worker's rows are shuffled. Streams: one a class for its order, one a class and try for p, one a worker.
/// </remarks>
public sealed record DirichletPartitionOptions : PartitionOptions
{
    /// <summary>The concentration alpha; the smaller, the more the workers differ.</summary>
    [Range(1e-6, 1e9)]
    public double Alpha { get; init; } = 0.5;

    /// <summary>The least number of rows of a worker.</summary>
    [Range(1, int.MaxValue)]
    public int MinSize { get; init; } = 10;

    /// <summary>
    /// A worker that holds n/M rows or more gets nothing of the classes that follow, which keeps sizes closer together (on in
    /// NIID-Bench, off by default in Flower).
    /// </summary>
    public bool Balancing { get; init; } = true;

    /// <inheritdoc/>
    public override int[][] Split(DataSource data, int workerCount, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        PartitionSteps.RequireSamples(data.Train, workerCount, MinSize);
        int[][] classes = PartitionSteps.ShuffledRowsByClass(data.Train, seed);
        int[][] ends = [.. classes.Select(_ => new int[workerCount])];
        int[] sizes = new int[workerCount];
        int best = 0;
        for (int attempt = 0; attempt < PartitionSteps.MaximumAttempts; attempt++)
        {
            Draw(classes, data.Train.Count, seed, attempt, ends, sizes);
            int smallest = sizes.Min();
            if (smallest >= MinSize)
                return Gather(classes, ends, sizes, seed);
            best = Math.Max(best, smallest);
        }

        throw PartitionSteps.Impossible(
            $"In {PartitionSteps.MaximumAttempts} tries with alpha {Alpha} the smallest of {workerCount} workers never had "
            + $"more than {best} of the {MinSize} rows that minSize asks for ({data.Train.Count} in all); raise alpha, lower "
            + "minSize or use fewer workers.");
    }

    // Where every worker's part of every class ends, and how many rows every worker then has.
    private void Draw(int[][] classes, int rowCount, ulong seed, int attempt, int[][] ends, int[] sizes)
    {
        Array.Clear(sizes);
        double[] shares = new double[sizes.Length];
        double full = (double)rowCount / sizes.Length;
        for (int label = 0; label < classes.Length; label++)
        {
            if (classes[label].Length == 0)
                continue;
            RandomStream stream = PartitionSteps.ClassStream(seed, label, attempt + 1);
            for (int worker = 0; worker < shares.Length; worker++)
            {
                double logarithm = stream.NextLogGamma(Alpha);
                shares[worker] = Balancing && sizes[worker] >= full ? double.NegativeInfinity : logarithm;
            }

            PartitionSteps.Normalize(shares);
            PartitionSteps.CutPoints(shares, classes[label].Length, ends[label]);
            for (int worker = 0, start = 0; worker < sizes.Length; start = ends[label][worker], worker++)
                sizes[worker] += ends[label][worker] - start;
        }
    }

    private static int[][] Gather(int[][] classes, int[][] ends, int[] sizes, ulong seed)
    {
        int[][] parts = [.. sizes.Select(size => new int[size])];
        int[] filled = new int[sizes.Length];
        for (int label = 0; label < classes.Length; label++)
        {
            for (int worker = 0, start = 0; worker < sizes.Length; start = ends[label][worker], worker++)
            {
                ReadOnlySpan<int> part = classes[label].AsSpan(start, ends[label][worker] - start);
                part.CopyTo(parts[worker].AsSpan(filled[worker]));
                filled[worker] += part.Length;
            }
        }

        for (int worker = 0; worker < parts.Length; worker++)
        {
            RandomStream stream = PartitionSteps.WorkerStream(seed, worker);
            stream.Shuffle<int>(parts[worker]);
        }

        return parts;
    }
}
