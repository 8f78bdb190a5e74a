using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Starling.Algorithms.Data;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Models;

/// <summary>
/// The bits of a short training run. They are the same on every machine, whatever its registers
/// (<see cref="RegisterWidthTests"/> runs these tests with narrower ones). A change here changes the results of recorded jobs.
/// </summary>
public class TrainingBitsTests
{
    [Fact]
    public void SinglePrecision() =>
        Assert.Equal("795e9c84c6b5dc47f5f5bf0f775a07de0ccf74d465a06907794628012e3ffd50", Train<float>());

    [Fact]
    public void DoublePrecision() =>
        Assert.Equal("cf1225cfe439a67954208ca3e8c630a10a7618cb09eb1378868f457bca87f362", Train<double>());

    [Fact]
    public void ConvolutionsInSinglePrecision() =>
        Assert.Equal("6276c2a891f9934c2571ea21226395a55de56d14a5536c2f921b2879f55bf6db", TrainConvolutions<float>());

    [Fact]
    public void ConvolutionsInDoublePrecision() =>
        Assert.Equal("a69bb5b6f10a0c3b9bdf96b2f601196a7689d9c4b254bf94f6fa0600261d43f6", TrainConvolutions<double>());

    private static string Train<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        Train(MemoryDataset.Random(200, 37, 10), new MultilayerPerceptron<T>(37, [65, 19], 10));

    private static string TrainConvolutions<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var image = new ImageShape(2, 13, 18);
        return Train(MemoryDataset.RandomImages(200, image, 10), new LeNet<T>(image, [5, 7], 3, [19], 10));
    }

    private static string Train<T>(MemoryDataset data, IModel<T> model)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var oracle = new ModelOracle<T>(model, data, [.. Enumerable.Range(0, 200)], new ModelWorkspacePool<T>(model));
        var parameters = new T[model.Layout.Count];
        var gradient = new T[model.Layout.Count];
        var initialization = new RandomStream(1, RandomPurpose.ModelInitialization);
        model.Initialize(parameters, 0, initialization);
        var minibatches = new RandomStream(1, RandomPurpose.Minibatches);
        int[] batch = new int[20];
        for (int step = 0; step < 25; step++)
        {
            minibatches.Choose(200, 20, batch);
            oracle.Gradient(parameters, batch, gradient);
            double clip = Math.Min(1, 1 / VectorKernels.Norm2<T>(gradient));
            var local = new LocalStep<T>(T.CreateTruncating(0.1), T.CreateTruncating(clip), T.CreateTruncating(1e-3), T.Zero);
            LocalStepKernel.Apply(local, parameters, gradient);
        }

        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<T>(parameters)));
    }
}
