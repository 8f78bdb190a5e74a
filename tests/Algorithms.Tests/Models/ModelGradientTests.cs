using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Models;

/// <summary>What must hold for every model: its gradient is the derivative of its loss, whatever surrounds the call.</summary>
public class ModelGradientTests
{
    private const int Features = 6;
    private const int Classes = 4;
    private static readonly MemoryDataset Data = MemoryDataset.Random(40, Features, Classes);
    private static readonly int[] Batch = [3, 1, 4, 15, 9, 26, 5, 35, 8];

    public static TheoryData<string> Models => ["softmax", "softmax without bias", "one hidden layer", "two hidden layers"];

    [Theory]
    [MemberData(nameof(Models))]
    public void GradientIsTheDerivativeOfTheLoss(string name)
    {
        const double Step = 1e-6;
        (ModelOptions options, double[] point) = Case(name);
        IModel<double> model = options.Create<double>(Data);
        ModelWorkspace<double> workspace = model.CreateWorkspace(Batch.Length);
        double[] gradient = new double[point.Length];
        model.Gradient(point, Data, Batch, gradient, workspace);

        for (int i = 0; i < point.Length; i++)
        {
            double difference = (Loss(i, Step) - Loss(i, -Step)) / (2 * Step);
            Assert.Equal(difference, gradient[i], 1e-7);
        }

        double Loss(int coordinate, double move)
        {
            double[] moved = [.. point];
            moved[coordinate] += move;
            return model.Evaluate(moved, Data, Batch, workspace).Loss;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void LossOfTheGradientIsTheLossOfTheEvaluation(string name)
    {
        (ModelOptions options, double[] point) = Case(name);
        IModel<double> model = options.Create<double>(Data);
        ModelWorkspace<double> workspace = model.CreateWorkspace(Batch.Length);

        double loss = model.Gradient(point, Data, Batch, new double[point.Length], workspace);

        Assert.Equal(model.Evaluate(point, Data, Batch, workspace).Loss, loss);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void SinglePrecisionFollowsDouble(string name)
    {
        (ModelOptions options, double[] point) = Case(name);
        float[] rounded = Array.ConvertAll(point, value => (float)value);
        point = Array.ConvertAll(rounded, value => (double)value);
        IModel<double> model = options.Create<double>(Data);
        IModel<float> single = options.Create<float>(Data);
        double[] gradient = new double[point.Length];
        float[] singleGradient = new float[point.Length];

        double loss = model.Gradient(point, Data, Batch, gradient, model.CreateWorkspace(Batch.Length));
        double singleLoss = single.Gradient(rounded, Data, Batch, singleGradient, single.CreateWorkspace(Batch.Length));

        Assert.Equal(loss, singleLoss, 1e-6);
        for (int i = 0; i < gradient.Length; i++)
            Assert.Equal(gradient[i], singleGradient[i], 2e-6);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void WorkspacesDoNotChangeABit(string name)
    {
        (ModelOptions options, double[] point) = Case(name);
        IModel<double> model = options.Create<double>(Data);
        ModelWorkspace<double> used = model.CreateWorkspace(40);
        double[] first = new double[point.Length];
        double[] second = new double[point.Length];
        int[] all = [.. Enumerable.Range(0, 40)];

        double loss = model.Gradient(point, Data, Batch, first, model.CreateWorkspace(Batch.Length));
        model.Gradient(point, Data, all, second, used);
        second.AsSpan().Fill(double.NaN);
        double again = model.Gradient(point, Data, Batch, second, used);

        Assert.Equal(loss, again);
        Assert.Equal(first, second);
        Assert.Equal(
            model.Evaluate(point, Data, all, used), model.Evaluate(point, Data, all, model.CreateWorkspace(7)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void AGradientAllocatesNothing(string name)
    {
        (ModelOptions options, double[] point) = Case(name);
        var model = options.Create<double>(Data);
        var oracle = new ModelOracle<double>(model, Data, [.. Enumerable.Range(0, 40)], new ModelWorkspacePool<double>(model));
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
        (ModelOptions options, double[] point) = Case("one hidden layer");
        var model = options.Create<double>(Data);
        point[0] = double.NaN;
        Assert.True(double.IsNaN(
            model.Gradient(point, Data, Batch, new double[point.Length], model.CreateWorkspace(Batch.Length))));
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        (ModelOptions options, double[] point) = Case("softmax");
        var model = options.Create<double>(Data);
        var other = new MlpOptions().Create<double>(Data);
        ModelWorkspace<double> workspace = model.CreateWorkspace(Batch.Length);
        double[] gradient = new double[point.Length];
        var wide = MemoryDataset.Random(40, Features + 1, Classes);

        Assert.Throws<ArgumentException>(() => model.Gradient(point.AsSpan(1), Data, Batch, gradient, workspace));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, Data, Batch, gradient.AsSpan(1), workspace));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, Data, Batch, point, workspace));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, Data, [], gradient, workspace));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, Data, [.. Batch, 1], gradient, workspace));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, Data, Batch, gradient, other.CreateWorkspace(9)));
        Assert.Throws<ArgumentException>(() => model.Gradient(point, wide, Batch, gradient, workspace));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CreateWorkspace(0));
    }

    private static (ModelOptions Options, double[] Point) Case(string name)
    {
        ModelOptions options = name switch
        {
            "softmax" => new SoftmaxOptions(),
            "softmax without bias" => new SoftmaxOptions { Bias = false },
            "one hidden layer" => new MlpOptions { Hidden = [5] },
            _ => new MlpOptions { Hidden = [7, 3] },
        };

        // Normal parameters, biases too: no rectifier is at its kink.
        double[] point = new double[options.Create<double>(Data).Layout.Count];
        new RandomStream(3, RandomPurpose.ModelInitialization).FillNormal<double>(point, standardDeviation: 0.7);
        return (options, point);
    }
}
