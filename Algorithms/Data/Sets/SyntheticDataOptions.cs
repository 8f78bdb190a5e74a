using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Data;

/// <summary>
/// Synthetic(alpha, beta) of Li et al., "Federated optimization in heterogeneous networks" (FedProx), as its code does it: a
/// client a worker, each with a linear model and an input distribution of its own. alpha sets how much the models differ,
/// beta how much the inputs do; (0,0), (0.5,0.5), (1,1) and <c>iid</c> are the usual sets.
/// </summary>
/// <remarks>
/// <para>Client i has n_i = int(LogNormal(sizeLogMean, sizeLogDeviation)) + sizeMinimum samples. With u_i ~ N(0, alpha) and
/// B_i ~ N(0, beta), both <b>standard deviations</b>: v_i[j] ~ N(B_i, 1), W_i[j, c] ~ N(u_i, 1), b_i[c] ~ N(u_i, 1). A sample
/// is x[j] ~ N(v_i[j], variance j^-1.2), j from 1, with the label argmax_c (W_i^T x + b_i)[c]. The iid form has v_i = 0 and one
/// W, b ~ N(0, 1) for all clients.</para>
/// <para>The client's samples are in random order; the first int(0.9 n_i) are for training and owned by client i, the
/// rest for testing. A client's samples depend on the seed and its number alone, not on how many clients there are.</para>
/// </remarks>
public sealed record SyntheticDataOptions : DataOptions
{
    private const double TrainingShare = 0.9;
    private const int SharedModelRound = 1;

    /// <summary>The partition is <c>natural</c> unless another is named: a generated client is a worker.</summary>
    public SyntheticDataOptions() => Partition = new NaturalPartitionOptions();

    /// <summary>How much the clients' models differ: the standard deviation of u_i.</summary>
    [Range(0.0, 1e6)]
    public double Alpha { get; init; } = 1;

    /// <summary>How much the clients' inputs differ: the standard deviation of B_i.</summary>
    [Range(0.0, 1e6)]
    public double Beta { get; init; } = 1;

    /// <summary>
    /// All clients share one model and one input distribution; <c>alpha</c> and <c>beta</c> do not matter then.
    /// </summary>
    public bool Iid { get; init; }

    /// <summary>The number of features d.</summary>
    [Range(1, 1_000_000)]
    public int Features { get; init; } = 60;

    /// <summary>The number of classes C.</summary>
    [Range(2, 100_000)]
    public int Classes { get; init; } = 10;

    /// <summary>The mean of the logarithm of a client's size.</summary>
    [Range(0.0, 20.0)]
    public double SizeLogMean { get; init; } = 4;

    /// <summary>The standard deviation of the logarithm of a client's size; 0 makes all clients equally large.</summary>
    [Range(0.0, 5.0)]
    public double SizeLogDeviation { get; init; } = 2;

    /// <summary>Samples that every client has, added to the random size.</summary>
    [Range(2, 1_000_000)]
    public int SizeMinimum { get; init; } = 50;

    /// <summary>
    /// The largest size of a client; larger ones are cut to it. 0 means no bound: as published, a few clients then hold most
    /// of the samples.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int SizeMaximum { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Options.OptionIssue> Check()
    {
        if (SizeMaximum != 0 && SizeMaximum < SizeMinimum)
            yield return new(ErrorCatalog.ImpossibleCombination, "sizeMaximum",
                $"must be 0 or at least sizeMinimum ({SizeMinimum}).");
    }

    /// <inheritdoc/>
    public override DataSource Load(DataContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int clientCount = context.WorkerCount;
        int[] trainStarts = new int[clientCount + 1];
        int[] testStarts = new int[clientCount + 1];
        int[] sizes = Sizes(context, trainStarts, testStarts);

        float[] trainValues = new float[(long)trainStarts[^1] * Features];
        float[] testValues = new float[(long)testStarts[^1] * Features];
        int[] trainLabels = new int[trainStarts[^1]];
        int[] testLabels = new int[testStarts[^1]];
        int[] owners = new int[trainStarts[^1]];
        LinearModel? shared = null;
        if (Iid)
        {
            var stream = new RandomStream(context.Seed, RandomPurpose.DataGeneration, 0, SharedModelRound);
            shared = LinearModel.Draw(ref stream, Features, Classes, 0);
        }

        Parallel.For(0, clientCount, client =>
        {
            RandomStream stream = ClientStream(context.Seed, client);
            NextSize(ref stream);
            (float[] values, int[] labels) = Client(ref stream, sizes[client], shared);
            int train = trainStarts[client + 1] - trainStarts[client];
            values.AsSpan(0, train * Features).CopyTo(trainValues.AsSpan(trainStarts[client] * Features));
            values.AsSpan(train * Features).CopyTo(testValues.AsSpan(testStarts[client] * Features));
            labels.AsSpan(0, train).CopyTo(trainLabels.AsSpan(trainStarts[client]));
            labels.AsSpan(train).CopyTo(testLabels.AsSpan(testStarts[client]));
            owners.AsSpan(trainStarts[client], train).Fill(client);
        });

        return new DataSource(
            new DenseDataset<float>("synthetic", Features, Classes, trainLabels, trainValues),
            new DenseDataset<float>("synthetic", Features, Classes, testLabels, testValues),
            owners);
    }

    private static RandomStream ClientStream(ulong seed, int client) => new(seed, RandomPurpose.DataGeneration, client);

    private int[] Sizes(DataContext context, int[] trainStarts, int[] testStarts)
    {
        int[] sizes = new int[context.WorkerCount];
        long total = 0;
        for (int client = 0; client < sizes.Length; client++)
        {
            RandomStream stream = ClientStream(context.Seed, client);
            sizes[client] = NextSize(ref stream);
            total += sizes[client];
            if (total * Features > Array.MaxLength)
                throw new StarlingException(ErrorCatalog.DataTooLarge,
                    $"Synthetic data for {sizes.Length} workers need more than {Array.MaxLength / Features} samples of "
                    + $"{Features} features; "
                    + "lower sizeLogMean or sizeLogDeviation, or set sizeMaximum.");
            int train = (int)(TrainingShare * sizes[client]);
            trainStarts[client + 1] = trainStarts[client] + train;
            testStarts[client + 1] = testStarts[client] + sizes[client] - train;
        }

        return sizes;
    }

    private int NextSize(ref RandomStream stream)
    {
        double drawn = Math.Floor(stream.NextLogNormal(SizeLogMean, SizeLogDeviation)) + SizeMinimum;
        return (int)Math.Min(drawn, SizeMaximum == 0 ? int.MaxValue : SizeMaximum);
    }

    // Samples and labels of one client, in random order. Labels are those of the rounded features, so that the stored rows and
    // the model agree exactly.
    private (float[] Values, int[] Labels) Client(ref RandomStream stream, int size, LinearModel? shared)
    {
        double modelMean = Alpha * stream.NextNormal();
        double inputMean = Beta * stream.NextNormal();
        double[] center = new double[Features];
        if (shared is null)
            stream.FillNormal<double>(center, inputMean);
        LinearModel model = shared ?? LinearModel.Draw(ref stream, Features, Classes, modelMean);

        double[] deviations = new double[Features];
        for (int j = 0; j < Features; j++)
            deviations[j] = DeterministicMath.Exp(-0.6 * DeterministicMath.Log(j + 1));

        float[] values = new float[size * Features];
        int[] labels = new int[size];
        double[] scores = new double[Classes];
        int[] order = new int[size];
        stream.FillPermutation(order);
        foreach (int position in order)
        {
            Span<float> sample = values.AsSpan(position * Features, Features);
            for (int j = 0; j < Features; j++)
                sample[j] = (float)Math.FusedMultiplyAdd(deviations[j], stream.NextNormal(), center[j]);
            labels[position] = model.Classify(sample, scores);
        }

        return (values, labels);
    }

    /// <summary>A random linear classifier: W is d x C, row by row, b has C numbers.</summary>
    private sealed record LinearModel(double[] Weights, double[] Bias)
    {
        public static LinearModel Draw(ref RandomStream stream, int features, int classes, double mean)
        {
            double[] weights = new double[features * classes];
            double[] bias = new double[classes];
            stream.FillNormal<double>(weights, mean);
            stream.FillNormal<double>(bias, mean);
            return new LinearModel(weights, bias);
        }

        public int Classify(ReadOnlySpan<float> sample, double[] scores)
        {
            Bias.CopyTo(scores, 0);
            for (int j = 0; j < sample.Length; j++)
            {
                ReadOnlySpan<double> weights = Weights.AsSpan(j * scores.Length, scores.Length);
                for (int c = 0; c < scores.Length; c++)
                    scores[c] += sample[j] * weights[c];
            }

            int best = 0;
            for (int c = 1; c < scores.Length; c++)
            {
                if (scores[c] > scores[best])
                    best = c;
            }

            return best;
        }
    }
}
