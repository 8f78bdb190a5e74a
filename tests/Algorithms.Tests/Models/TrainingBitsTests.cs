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
        Assert.Equal("88f875a626c7dbe77ab86012dc6f808d2efbdd26e6d7cec5a93f506875c935c0", TrainConvolutions<float>());

    [Fact]
    public void ConvolutionsInDoublePrecision() =>
        Assert.Equal("6bf9837e6fbaae316c5f7fb140431790198b55b44f8f49a9e84a3b3f40582d01", TrainConvolutions<double>());

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
