using Starling.Algorithms.Data;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Models;

/// <summary>What must hold for every model: its gradient is the derivative of its loss, whatever surrounds the call.</summary>
public class ModelGradientTests
{
    private const int Features = 6;
    private const int Classes = 4;
    private static readonly MemoryDataset Vectors = MemoryDataset.Random(40, Features, Classes);
    private static readonly MemoryDataset Images = MemoryDataset.RandomImages(40, new ImageShape(1, 12, 13), Classes);
    private static readonly MemoryDataset Colours = MemoryDataset.RandomImages(40, new ImageShape(3, 5, 8), Classes);
    private static readonly int[] Batch = [3, 1, 4, 15, 9, 26, 5, 35, 8];

    public static TheoryData<string> Models => ["softmax", "softmax without bias", "one hidden layer", "two hidden layers", "two convolutions", "colours"];

    [Theory]
    [MemberData(nameof(Models))]
    public void GradientIsTheDerivativeOfTheLoss(string name)
    {
        const double Step = 1e-6;
        (BuiltInModelOptions options, MemoryDataset data, double[] point) = Case(name);
        IModel<double> model = options.Create<double>(data);
        ModelWorkspace<double> workspace = model.CreateWorkspace(Batch.Length);
        double[] gradient = new double[point.Length];
        model.Gradient(point, data, Batch, gradient, workspace);

        for (int i = 0; i < point.Length; i++)
        {
            double difference = (Loss(i, Step) - Loss(i, -Step)) / (2 * Step);
            Assert.Equal(difference, gradient[i], 1e-7);
        }

        double Loss(int coordinate, double move)
        {
            double[] moved = [.. point];
            moved[coordinate] += move;
            return model.Evaluate(moved, data, Batch, workspace).Loss;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void LossOfTheGradientIsTheLossOfTheEvaluation(string name)
    {
        (BuiltInModelOptions options, MemoryDataset data, double[] point) = Case(name);
        IModel<double> model = options.Create<double>(data);
        ModelWorkspace<double> workspace = model.CreateWorkspace(Batch.Length);

        double loss = model.Gradient(point, data, Batch, new double[point.Length], workspace);

        Assert.Equal(model.Evaluate(point, data, Batch, workspace).Loss, loss);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void SinglePrecisionFollowsDouble(string name)
    {
        (BuiltInModelOptions options, MemoryDataset data, double[] point) = Case(name);
        float[] rounded = Array.ConvertAll(point, value => (float)value);
        point = Array.ConvertAll(rounded, value => (double)value);
        IModel<double> model = options.Create<double>(data);
        IModel<float> single = options.Create<float>(data);
        double[] gradient = new double[point.Length];
        float[] singleGradient = new float[point.Length];

        double loss = model.Gradient(point, data, Batch, gradient, model.CreateWorkspace(Batch.Length));
        double singleLoss = single.Gradient(rounded, data, Batch, singleGradient, single.CreateWorkspace(Batch.Length));

        Assert.Equal(loss, singleLoss, 1e-6);
        for (int i = 0; i < gradient.Length; i++)
            Assert.Equal(gradient[i], singleGradient[i], 2e-6);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void WorkspacesDoNotChangeABit(string name)
    {
        (BuiltInModelOptions options, MemoryDataset data, double[] point) = Case(name);
        IModel<double> model = options.Create<double>(data);
        ModelWorkspace<double> used = model.CreateWorkspace(40);
        double[] first = new double[point.Length];
        double[] second = new double[point.Length];
        int[] all = [.. Enumerable.Range(0, 40)];

        double loss = model.Gradient(point, data, Batch, first, model.CreateWorkspace(Batch.Length));
        model.Gradient(point, data, all, second, used);
        second.AsSpan().Fill(double.NaN);
        double again = model.Gradient(point, data, Batch, second, used);

        Assert.Equal(loss, again);
        Assert.Equal(first, second);
        Assert.Equal(
            model.Evaluate(point, data, all, used), model.Evaluate(point, data, all, model.CreateWorkspace(7)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void AGradientAllocatesNothing(string name)
    {
        (BuiltInModelOptions options, MemoryDataset data, double[] point) = Case(name);
        var model = options.Create<double>(data);
        var oracle = new ModelOracle<double>(model, data, [.. Enumerable.Range(0, 40)], new ModelWorkspacePool<double>(model));
        double[] gradient = new double[point.Length];
        oracle.Gradient(point, Batch, gradient);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            oracle.Gradient(point, Batch, gradient);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void NaNParametersShowInTheLoss()
    {
        (BuiltInModelOptions options, MemoryDataset data, double[] point) = Case("one hidden layer");
        var model = options.Create<double>(data);
        point[0] = double.NaN;
        Assert.True(double.IsNaN(
            model.Gradient(point, data, Batch, new double[point.Length], model.CreateWorkspace(Batch.Length))));
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        (BuiltInModelOptions options, MemoryDataset data, double[] point) = Case("softmax");
        var model = options.Create<double>(data);
        var other = new MlpOptions().Create<double>(data);
        ModelWorkspace<double> workspace = model.CreateWorkspace(Batch.Length);
        double[] gradient = new double[point.Length];
        var wide = MemoryDataset.Random(40, Features + 1, Classes);

        Assert.Throws<ArgumentException>(() => model.Gradient(point.AsSpan(1), data, Batch, gradient, workspace));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, data, Batch, gradient.AsSpan(1), workspace));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, data, Batch, point, workspace));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, data, [], gradient, workspace));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, data, [.. Batch, 1], gradient, workspace));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, data, Batch, gradient, other.CreateWorkspace(9)));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, wide, Batch, gradient, workspace));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CreateWorkspace(0));
    }

    private static (BuiltInModelOptions Options, MemoryDataset Data, double[] Point) Case(string name)
    {
        (BuiltInModelOptions options, MemoryDataset data) = name switch
        {
            "softmax" => ((BuiltInModelOptions)new SoftmaxOptions(), Vectors),
            "softmax without bias" => (new SoftmaxOptions { Bias = false }, Vectors),
            "one hidden layer" => (new MlpOptions { Hidden = [5] }, Vectors),
            "two hidden layers" => (new MlpOptions { Hidden = [7, 3] }, Vectors),
            "two convolutions" => (new LeNetOptions { Channels = [3, 4], Kernel = 3, Hidden = [5] }, Images),
            _ => (new LeNetOptions { Channels = [7], Kernel = 2, Hidden = [] }, Colours),
        };

        // Normal parameters, biases too: no rectifier is at its kink.
        double[] point = new double[options.Create<double>(data).Layout.Count];
        new RandomStream(3, RandomPurpose.ModelInitialization).FillNormal<double>(point, standardDeviation: name is "colours" ? 0.2 : 0.5);
        return (options, data, point);
    }
}
