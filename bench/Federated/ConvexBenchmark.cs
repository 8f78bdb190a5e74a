using Starling.Algorithms.Data;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Bench.Federated;

/// <summary>
/// The small convex benchmark of FedSpeed: softmax regression on optdigits, features and a constant 1, f_i = mean cross-entropy of
/// client i + 1e-3/2 ||w||^2, ten clients of two classes each, everybody in every round, 20 steps of 0.5 on full local gradients,
/// double precision. Nothing in it is random.
/// </summary>
internal sealed class ConvexBenchmark
{
    /// <summary>f*, the least value of f = mean of f_i, by accelerated gradient descent until the gradient is below 1e-8.</summary>
    public const double Optimum = 0.26932137925477;

    /// <summary>The rounds after which the table gives f - f* and the accuracy.</summary>
    public static readonly int[] Checkpoints = [10, 50, 200];

    /// <summary>The values of f - f* to which the table counts rounds.</summary>
    public static readonly double[] Targets = [1e-1, 1e-2, 1e-4];

    private const int ClientCount = 10;
    private const double Regularization = 1e-3;

    private readonly DenseDataset<double> train;
    private readonly DenseDataset<double> test;
    private readonly int[][] clients;
    private readonly SoftmaxRegression<double> model;
    private readonly ModelWorkspacePool<double> pool;

    /// <summary>Reads the data and splits them.</summary>
    /// <param name="locator">Where optdigits is looked for.</param>
    public ConvexBenchmark(DataLocator locator)
    {
        var options = new OptDigitsDataOptions
        {
            Constant = true,
            Partition = new PathologicalPartitionOptions { Scheme = PathologicalScheme.TwoClassHalves },
        };
        DataSource source = options.Load(new DataContext(locator, Seed: 1, ClientCount));
        clients = options.Partition.Split(source, ClientCount, seed: 1);
        train = Widen(source.Train);
        test = Widen(source.Test ?? throw new InvalidOperationException("optdigits has test samples."));
        model = new SoftmaxRegression<double>(train.FeatureCount, train.ClassCount, bias: false);
        pool = new ModelWorkspacePool<double>(model);
    }

    /// <summary>n_i of every client.</summary>
    public IReadOnlyList<int> ClientSizes => [.. clients.Select(rows => rows.Length)];

    /// <summary>The settings of the benchmark on any algorithm's options. No weight decay: the regulariser belongs to f_i.</summary>
    public static TOptions Settings<TOptions>(TOptions options)
        where TOptions : LocalTrainingOptions =>
        (TOptions)(options with
        {
            LocalSteps = 20,
            BatchSize = 0,
            LearningRate = 0.5,
            LearningRateDecay = 1,
            WeightDecay = 0,
            ClipNorm = 0,
        });

    /// <summary>A run from zero.</summary>
    /// <param name="options">The algorithm, with the settings of the benchmark.</param>
    /// <param name="regularization">The weight of the regulariser in f_i.</param>
    public RoundRunner<double> Start(RoundAlgorithmOptions options, double regularization = Regularization) =>
        new(options.Create<double>(), Oracles(regularization), new double[model.Layout.Count]);

    /// <summary>Runs an algorithm and takes down what the table has.</summary>
    /// <param name="options">The algorithm, with the settings of the benchmark.</param>
    public ConvexResult Run(RoundAlgorithmOptions options)
    {
        RoundRunner<double> run = Start(options);
        ModelWorkspace<double> workspace = model.CreateWorkspace(pool.BatchSize);
        int?[] rounds = new int?[Targets.Length];
        double[] gaps = new double[Checkpoints.Length];
        double[] accuracies = new double[Checkpoints.Length];
        while (run.Round < Checkpoints[^1])
        {
            run.RunAll(1);
            double gap = Objective(run.Model, workspace) - Optimum;
            for (int target = 0; target < Targets.Length; target++)
            {
                if (gap <= Targets[target])
                    rounds[target] ??= run.Round;
            }

            int checkpoint = Array.IndexOf(Checkpoints, run.Round);
            if (checkpoint >= 0)
            {
                gaps[checkpoint] = gap;
                accuracies[checkpoint] = Accuracy(run.Model, workspace);
            }
        }

        return new ConvexResult(rounds, gaps, accuracies);
    }

    /// <summary>f(w).</summary>
    public double Objective(ReadOnlySpan<double> parameters, ModelWorkspace<double>? workspace = null)
    {
        workspace ??= model.CreateWorkspace(pool.BatchSize);
        double sum = 0;
        foreach (int[] rows in clients)
            sum += model.Evaluate(parameters, train, rows, workspace).Loss;

        return (sum / ClientCount) + (Regularization / 2 * VectorKernels.SumOfSquares(parameters));
    }

    /// <summary>The share of test samples that w classifies right.</summary>
    public double Accuracy(ReadOnlySpan<double> parameters, ModelWorkspace<double>? workspace = null) =>
        model.Evaluate(parameters, test, AllRows(test), workspace ?? model.CreateWorkspace(pool.BatchSize)).Accuracy;

    /// <summary>The clients' problems f_i.</summary>
    /// <param name="regularization">The weight of the regulariser.</param>
    public ILocalOracle<double>[] Oracles(double regularization = Regularization) =>
        [.. clients.Select(rows => new RegularizedOracle(new ModelOracle<double>(model, train, rows, pool), regularization))];

    // Bytes are widened once and not for every gradient.
    private static DenseDataset<double> Widen(Dataset data)
    {
        double[] values = new double[data.Count * data.FeatureCount];
        data.CopyRows(AllRows(data), values.AsSpan());
        return new DenseDataset<double>(data.Name, data.FeatureCount, data.ClassCount, data.Labels.ToArray(), values);
    }

    private static int[] AllRows(Dataset data) => [.. Enumerable.Range(0, data.Count)];

    private sealed class RegularizedOracle(ILocalOracle<double> inner, double weight) : ILocalOracle<double>
    {
        public int Dimension => inner.Dimension;

        public int SampleCount => inner.SampleCount;

        public double Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient)
        {
            double loss = inner.Gradient(point, samples, gradient);
            VectorKernels.Axpy(weight, point, gradient);
            return loss + (weight / 2 * VectorKernels.SumOfSquares(point));
        }
    }
}

/// <summary>What a run of the benchmark shows.</summary>
/// <param name="Rounds">Rounds to every target; null where it was not reached.</param>
/// <param name="Gaps">f - f* at every checkpoint.</param>
/// <param name="Accuracies">Test accuracy at every checkpoint, 0 to 1.</param>
internal sealed record ConvexResult(int?[] Rounds, double[] Gaps, double[] Accuracies);
