using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Models;

public class LeNetTests
{
    [Fact]
    public void OnFashionImagesItIsLeNet5()
    {
        var model = new LeNet<float>(new ImageShape(1, 28, 28), [6, 16], 5, [120, 84], 10);

        Assert.Equal(44_426, model.Layout.Count);
        Assert.Equal(
            [
                "conv.0.weight", "conv.0.bias", "conv.1.weight", "conv.1.bias", "layers.0.weight", "layers.0.bias", "layers.1.weight",
                "layers.1.bias", "layers.2.weight", "layers.2.bias",
            ],
            model.Layout.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([16, 6, 5, 5], model.Layout.Tensors[2].Shape);
        Assert.Equal([256, 120], model.Layout.Tensors[4].Shape);
    }

    // Odd heights and widths lose a row or column to the maxima; 8, 3 and 20 samples are a whole register, a part of one and more than one.
    [Theory]
    [InlineData(8)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(1)]
    public void ItIsTheNaiveNetwork(int count)
    {
        var image = new ImageShape(2, 15, 14);
        int[] channels = [3, 5];
        const int Kernel = 4;
        MemoryDataset data = MemoryDataset.RandomImages(40, image, 6);
        var model = new LeNet<double>(image, channels, Kernel, [7], 6);
        double[] point = new double[model.Layout.Count];
        new RandomStream(3, RandomPurpose.ModelInitialization).FillNormal<double>(point, standardDeviation: 0.3);
        int[] rows = [.. Enumerable.Range(5, count)];
        double[] gradient = new double[point.Length];

        double loss = model.Gradient(point, data, rows, gradient, model.CreateWorkspace(count + 3));

        var naive = new NaiveConvolutionalNetwork(image, channels, Kernel, [7], 6, point);
        double[] expected = new double[point.Length];
        double expectedLoss = rows.Sum(row =>
            naive.AddGradient(data.Values.AsSpan(row * image.Length, image.Length), data.Labels[row], 1.0 / count, expected)) / count;
        Assert.Equal(expectedLoss, loss, 1e-12);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], gradient[i], 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(111)]
    public void PartsOfTheStartAreTheStart(int length)
    {
        var model = new LeNet<float>(new ImageShape(1, 16, 16), [2, 3], 5, [6], 4);
        var stream = new RandomStream(1, RandomPurpose.ModelInitialization);
        float[] whole = new float[model.Layout.Count];
        model.Initialize(whole, 0, stream);
        for (int start = 0; start < whole.Length; start += length)
        {
            float[] part = [.. Enumerable.Repeat(9f, Math.Min(length, whole.Length - start))];
            model.Initialize(part, start, stream);
            Assert.Equal(whole[start..(start + part.Length)], part);
        }
    }

    [Fact]
    public void ItStartsWithTheVarianceOfHe()
    {
        var model = new LeNet<double>(new ImageShape(1, 28, 28), [60, 100], 5, [100], 100);
        double[] parameters = new double[model.Layout.Count];
        model.Initialize(parameters, 0, new RandomStream(1, RandomPurpose.ModelInitialization));

        Assert.Equal(1, Variance("conv.0.weight") / (2.0 / 25), 0.1);
        Assert.Equal(1, Variance("conv.1.weight") / (2.0 / 1500), 0.02);
        Assert.Equal(1, Variance("layers.0.weight") / (2.0 / 1600), 0.02);
        Assert.Equal(1, Variance("layers.1.weight") / (1.0 / 100), 0.05);
        Assert.Equal(0, Variance("conv.1.bias"));

        double Variance(string name)
        {
            TensorSlice tensor = model.Layout.Tensors.Single(candidate => candidate.Name == name);
            return parameters[tensor.Offset..(tensor.Offset + tensor.Length)].Average(value => value * value);
        }
    }

    [Fact]
    public void DataWithoutImagesAreRefused()
    {
        StarlingException exception = Assert.Throws<StarlingException>(() => new LeNetOptions().Create<float>(MemoryDataset.Random(4, 784, 10)));
        Assert.Equal(ErrorCatalog.ImpossibleCombination, exception.Error);
        Assert.Contains("memory", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15, 28)]
    [InlineData(28, 4)]
    public void SmallImagesAreRefused(int height, int width)
    {
        MemoryDataset data = MemoryDataset.RandomImages(4, new ImageShape(1, height, width), 10);
        StarlingException exception = Assert.Throws<StarlingException>(() => new LeNetOptions().Create<float>(data));
        Assert.Equal(ErrorCatalog.ImpossibleCombination, exception.Error);
        Assert.Contains($"{height} x {width}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TooManyParametersAreRefused()
    {
        MemoryDataset data = MemoryDataset.RandomImages(4, new ImageShape(1, 28, 28), 10);
        var options = new LeNetOptions { Channels = [4096, 4096, 4096], Kernel = 1, Hidden = [1 << 20] };
        Assert.Equal(ErrorCatalog.OutOfRange, Assert.Throws<StarlingException>(() => options.Create<float>(data)).Error);
    }

    [Theory]
    [InlineData(new int[0], new[] { 3 }, "channels")]
    [InlineData(new[] { 4, 0 }, new[] { 3 }, "channels[1]")]
    [InlineData(new[] { 4097 }, new[] { 3 }, "channels[0]")]
    [InlineData(new[] { 4 }, new[] { 3, -1 }, "hidden[1]")]
    public void ImpossibleLayersAreFound(int[] channels, int[] hidden, string path) =>
        Assert.Equal(path, Assert.Single(new LeNetOptions { Channels = channels, Hidden = hidden }.Check()).Path);

    [Fact]
    public void ViewsOfImagesAreImages()
    {
        MemoryDataset data = MemoryDataset.RandomImages(4, new ImageShape(1, 4, 5), 10);
        Assert.Equal(data.Image, PrefixDataset.Of(data, 2).Image);
        Assert.Equal(data.Image, new Starling.Algorithms.Attacks.FlippedLabels(data).Image);
        Assert.Throws<ArgumentException>(() => new MemoryDataset([1, 2], [0], 1) { Image = new ImageShape(1, 1, 3) });
    }
}
