using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Data;

/// <summary>
/// Deals rows to workers of equal size, each by its own distribution over classes: the loop of FedDyn's code, which
/// <see cref="DirichletClassesPartitionOptions"/> and <see cref="PathologicalScheme.EqualClasses"/> share.
/// </summary>
internal static class ClassDealing
{
    /// <summary>Deals all rows.</summary>
    /// <param name="classes">The rows of every class, shuffled.</param>
    /// <param name="distributions">A distribution over classes a worker; a class without rows has probability 0.</param>
    /// <param name="replacement">Whether a used-up class starts again.</param>
    /// <param name="seed">The job's seed.</param>
    public static int[][] Deal(int[][] classes, double[][] distributions, bool replacement, ulong seed)
    {
        int rowCount = classes.Sum(rows => rows.Length);
        int[][] parts = EqualParts(rowCount, distributions.Length);
        int[] filled = new int[parts.Length];
        int[] unused = [.. classes.Select(rows => rows.Length)];
        double[] left = new double[classes.Length];
        RandomStream stream = PartitionSteps.WholeStream(seed);
        for (int dealt = 0; dealt < rowCount;)
        {
            int worker = stream.NextInt32(parts.Length);
            if (filled[worker] == parts[worker].Length)
                continue;
            int label = replacement
                ? DrawAndRefill(ref stream, distributions[worker], classes, unused)
                : DrawAmongLeft(ref stream, distributions[worker], unused, left);
            unused[label]--;
            parts[worker][filled[worker]++] = classes[label][unused[label]];
            dealt++;
        }

        return parts;
    }

    private static int[][] EqualParts(int rowCount, int workerCount)
    {
        int size = rowCount / workerCount;
        int[][] parts = [.. Enumerable.Range(0, workerCount).Select(_ => new int[size])];
        parts[0] = new int[size + (rowCount % workerCount)];
        return parts;
    }

    private static int DrawAndRefill(ref RandomStream stream, double[] distribution, int[][] classes, int[] unused)
    {
        while (true)
        {
            int label = Draw(ref stream, distribution, 1);
            if (unused[label] > 0)
                return label;
            unused[label] = classes[label].Length;
        }
    }

    // By the worker's distribution among the classes that have rows left; by what is left where it gives them no mass at all.
    private static int DrawAmongLeft(ref RandomStream stream, double[] distribution, int[] unused, double[] left)
    {
        double sum = 0;
        for (int label = 0; label < left.Length; label++)
            sum += left[label] = unused[label] > 0 ? distribution[label] : 0;
        if (sum <= 0)
        {
            for (int label = 0; label < left.Length; label++)
                sum += left[label] = unused[label];
        }

        return Draw(ref stream, left, sum);
    }

    // Rounding may leave a gap at the end of the sums; the last class with mass has it.
    private static int Draw(ref RandomStream stream, double[] weights, double sum)
    {
        double target = stream.NextDouble() * sum;
        double reached = 0;
        int last = 0;
        for (int label = 0; label < weights.Length; label++)
        {
            if (weights[label] <= 0)
                continue;
            last = label;
            reached += weights[label];
            if (target < reached)
                return label;
        }

        return last;
    }
}
