using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Models;

public class ModelLayoutTests
{
    [Fact]
    public void SoftmaxHasAWeightAndABias()
    {
        var model = new SoftmaxRegression<float>(64, 10);

        Assert.Equal(["weight", "bias"], model.Layout.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([64, 10], model.Layout.Tensors[0].Shape);
        Assert.Equal(650, model.Layout.Count);
        Assert.Equal(650, new SoftmaxRegression<float>(65, 10, bias: false).Layout.Count);
    }

    [Fact]
    public void PerceptronNamesItsLayers()
    {
        var model = new MultilayerPerceptron<float>(784, [200, 30], 10);

        Assert.Equal(
            ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "layers.2.weight", "layers.2.bias"],
            model.Layout.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([200, 30], model.Layout.Tensors[2].Shape);
        Assert.Equal((785 * 200) + (201 * 30) + (31 * 10), model.Layout.Count);
    }

    [Fact]
    public void SoftmaxStartsAtZero()
    {
        var model = new SoftmaxRegression<float>(5, 3);
        float[] parameters = [.. Enumerable.Repeat(1f, model.Layout.Count)];
        var stream = new RandomStream(1, RandomPurpose.ModelInitialization);
        model.Initialize(parameters, 0, stream);
        Assert.All(parameters, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(777)]
    public void PartsOfTheStartAreTheStart(int length)
    {
        var model = new MultilayerPerceptron<float>(33, [20, 17], 5);
        var stream = new RandomStream(1, RandomPurpose.ModelInitialization);
        float[] whole = new float[model.Layout.Count];
        model.Initialize(whole, 0, stream);
        for (int start = 0; start < whole.Length; start += length)
        {
            float[] part = [.. Enumerable.Repeat(9f, Math.Min(length, whole.Length - start))];
            model.Initialize(part, start, stream);
            Assert.Equal(whole[start..(start + part.Length)], part);
        }

        Assert.Throws<ArgumentException>(() => model.Initialize(new float[2], whole.Length - 1, stream));
    }

    [Fact]
    public void PerceptronStartsWithTheVarianceOfHe()
    {
        var model = new MultilayerPerceptron<double>(300, [200], 100);
        double[] parameters = new double[model.Layout.Count];
        var stream = new RandomStream(1, RandomPurpose.ModelInitialization);
        model.Initialize(parameters, 0, stream);

        Assert.Equal(2.0 / 300, Variance("layers.0.weight"), 2e-4);
        Assert.Equal(0, Variance("layers.0.bias"));
        Assert.Equal(1.0 / 200, Variance("layers.1.weight"), 2e-4);
        Assert.Equal(0, Variance("layers.1.bias"));

        double Variance(string name)
        {
            TensorSlice tensor = model.Layout.Tensors.Single(candidate => candidate.Name == name);
            return parameters[tensor.Offset..(tensor.Offset + tensor.Length)].Average(value => value * value);
        }
    }

    [Fact]
    public void TooManyParametersAreRefused()
    {
        StarlingException exception =
            Assert.Throws<StarlingException>(() => new MultilayerPerceptron<float>(1 << 20, [1 << 20, 1 << 20], 10));
        Assert.Equal(ErrorCatalog.OutOfRange, exception.Error);
        Assert.Contains("1048576 - 1048576 - 1048576 - 10", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new int[0], "hidden")]
    [InlineData(new[] { 5, 0 }, "hidden[1]")]
    [InlineData(new[] { -3 }, "hidden[0]")]
    [InlineData(new[] { (1 << 20) + 1 }, "hidden[0]")]
    public void ImpossibleLayersAreFound(int[] hidden, string path) =>
        Assert.Equal(path, Assert.Single(new MlpOptions { Hidden = hidden }.Check()).Path);

    [Fact]
    public void DefaultsAreInOrder()
    {
        Assert.Empty(new MlpOptions().Check());
        Assert.Empty(new SoftmaxOptions().Check());
        Assert.Empty(new LeNetOptions().Check());
    }

    [Fact]
    public void TheTableMakesEveryModel()
    {
        var data = MemoryDataset.RandomImages(4, new ImageShape(1, 16, 16), 2);
        foreach (var entry in ModelTable.All.Entries)
        {
            var options = (ModelOptions)Activator.CreateInstance(entry.OptionsType)!;
            Assert.Equal(entry.Kind, ModelTable.All.KindOf(options));
            Assert.True(options is not BuiltInModelOptions builtIn || builtIn.Create<float>(data).Layout.Count > 0);
        }

        Assert.Equal(["softmax", "mlp", "lenet", "external"], ModelTable.All.Entries.Select(entry => entry.Kind));
    }
}
