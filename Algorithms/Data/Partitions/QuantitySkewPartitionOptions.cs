using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Data;

/// <summary>The law of the sizes of a quantity-skewed partition.</summary>
public enum QuantitySkewScheme
{
    /// <summary>NIID-Bench "iid-diff-quantity": shares q ~ Dirichlet(alpha 1_M) of a random permutation.</summary>
    Dirichlet,

    /// <summary>
    /// Shares proportional to exp(N(0, sigma^2)) of a random permutation; sigma 0 is equal, 0.3 mild, 1 strong.
    /// </summary>
    LogNormal,

    /// <summary>
    /// FedProx's power law: worker u has two classes, u mod C and (u + 1) mod C, <c>minSize</c>/2 rows of each for certain, and
    /// a log-normal share, LogNormal(0, 2^2), of what is left of them.
    /// </summary>
    PowerLaw,
}

/// <summary>Workers of very different sizes. Every row is used exactly once. Deterministic in (seed, M).</summary>
/// <remarks>
/// Shares are cut at floor(n cumsum(q)). The first two schemes draw the shares anew until the smallest worker has
/// <see cref="MinSize"/> rows, 1000 times at most. FedProx's code truncates every worker's number of rows and leaves a few rows
/// out; here the power law cuts instead, so that all are used. Streams: one for the permutation, one a try for the shares; for
/// the power law one a class for its order and one a class for its shares.
/// </remarks>
public sealed record QuantitySkewPartitionOptions : PartitionOptions
{
    private const double PowerLawDeviation = 2;

    /// <summary>The law of the sizes.</summary>
    public QuantitySkewScheme Scheme { get; init; } = QuantitySkewScheme.Dirichlet;

    /// <summary>The concentration alpha of the scheme <c>dirichlet</c>; the smaller, the more sizes differ.</summary>
    [Range(1e-6, 1e9)]
    public double Alpha { get; init; } = 1;

    /// <summary>The standard deviation sigma of the scheme <c>log-normal</c>.</summary>
    [Range(0.0, 10.0)]
    public double Sigma { get; init; } = 1;

    /// <summary>The least number of rows of a worker.</summary>
    [Range(1, int.MaxValue)]
    public int MinSize { get; init; } = 10;

    /// <inheritdoc/>
    public override int[][] Split(DataSource data, int workerCount, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        PartitionSteps.RequireSamples(data.Train, workerCount, MinSize);
        return Scheme == QuantitySkewScheme.PowerLaw
            ? PowerLaw(data.Train, workerCount, seed)
            : CutPermutation(data.Train, workerCount, seed);
    }

    private int[][] CutPermutation(Dataset train, int workerCount, ulong seed)
    {
        double[] shares = new double[workerCount];
        int[] ends = new int[workerCount];
        int best = 0;
        for (int attempt = 0; attempt < PartitionSteps.MaximumAttempts; attempt++)
        {
            RandomStream stream = PartitionSteps.WholeStream(seed, attempt + 1);
            for (int worker = 0; worker < workerCount; worker++)
                shares[worker] = LogarithmOfShare(ref stream);
            PartitionSteps.Normalize(shares);
            PartitionSteps.CutPoints(shares, train.Count, ends);
            int smallest = ends[0];
            for (int worker = 1; worker < workerCount; worker++)
                smallest = Math.Min(smallest, ends[worker] - ends[worker - 1]);
            if (smallest >= MinSize)
            {
                RandomStream orderStream = PartitionSteps.WholeStream(seed);
                int[] order = orderStream.Permutation(train.Count);
                return [.. ends.Select((end, worker) => order[(worker == 0 ? 0 : ends[worker - 1])..end])];
            }

            best = Math.Max(best, smallest);
        }

        string law = Scheme == QuantitySkewScheme.Dirichlet ? $"alpha {Alpha}" : $"sigma {Sigma}";
        string remedy = Scheme == QuantitySkewScheme.Dirichlet ? "raise alpha" : "lower sigma";
        throw PartitionSteps.Impossible(
            $"In {PartitionSteps.MaximumAttempts} tries with {law} the smallest of {workerCount} workers never had more than "
            + $"{best} of the {MinSize} rows that minSize asks for ({train.Count} in all); {remedy}, lower minSize or use "
            + "fewer workers.");
    }

    private double LogarithmOfShare(ref RandomStream stream) =>
        Scheme == QuantitySkewScheme.Dirichlet ? stream.NextLogGamma(Alpha) : Sigma * stream.NextNormal();

    private int[][] PowerLaw(Dataset train, int workerCount, ulong seed)
    {
        int[][] classes = PartitionSteps.ShuffledRowsByClass(train, seed);
        int certain = (MinSize + 1) / 2;
        List<int>[] parts = [.. Enumerable.Range(0, workerCount).Select(_ => new List<int>())];
        for (int label = 0; label < classes.Length; label++)
        {
            int[] holders = Holders(label, classes.Length, workerCount);
            int[] rows = classes[label];
            int reserved = holders.Length * certain;
            if (reserved > rows.Length)
                throw PartitionSteps.Impossible(
                    $"Class {label} of {train.Name} has {rows.Length} rows, and {holders.Length} of the {workerCount} workers "
                    + $"need {certain} each; use fewer workers or lower minSize.");
            if (holders.Length == 0)
                throw PartitionSteps.Impossible(
                    $"The scheme power-law gives class {label} of {train.Name} to nobody with {workerCount} workers; use at "
                    + $"least {classes.Length - 1} workers.");

            double[] shares = new double[holders.Length];
            RandomStream stream = PartitionSteps.ClassStream(seed, label, attempt: 1);
            for (int i = 0; i < shares.Length; i++)
                shares[i] = PowerLawDeviation * stream.NextNormal();
            PartitionSteps.Normalize(shares);
            int[] ends = new int[holders.Length];
            PartitionSteps.CutPoints(shares, rows.Length - reserved, ends);
            for (int i = 0, start = reserved; i < holders.Length; start = reserved + ends[i], i++)
            {
                parts[holders[i]].AddRange(rows.AsSpan(i * certain, certain));
                parts[holders[i]].AddRange(rows.AsSpan(start, reserved + ends[i] - start));
            }
        }

        return [.. parts.Select(part => part.ToArray())];
    }

    // Workers u with u mod C = label or (u + 1) mod C = label, ascending.
    private static int[] Holders(int label, int classCount, int workerCount) =>
        [.. Enumerable.Range(0, workerCount).Where(worker => worker % classCount == label || (worker + 1) % classCount == label)];
}
