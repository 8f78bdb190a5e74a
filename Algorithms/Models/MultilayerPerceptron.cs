using System.Numerics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Models;

/// <summary>A multilayer perceptron with rectified linear units. <c>kind: mlp</c>.</summary>
public sealed record MlpOptions : BuiltInModelOptions
{
    private const int LargestLayer = 1 << 20;

    /// <summary>The number of units of every hidden layer, from the inputs on; 1 to 1,048,576 each, at least one layer.</summary>
    public int[] Hidden { get; init; } = [200];

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check() => LayerSizes.Check("hidden", Hidden, LargestLayer,
        "It needs at least one layer, such as [200]; a model without hidden layers is kind softmax.");

    /// <inheritdoc/>
    public override IModel<T> Create<T>(Dataset data) =>
        new MultilayerPerceptron<T>(data.FeatureCount, Hidden, data.ClassCount);
}

/// <summary>
/// A multilayer perceptron: h_0 = x, h_(l+1) = max(0, h_l W_l + b_l), logits z = h_L W_L + b_L, loss mean cross-entropy.
/// Tensors <c>layers.0.weight</c> [F, h], <c>layers.0.bias</c> [h], <c>layers.1.weight</c>, and so on.
/// </summary>
/// <remarks>
/// Start: hidden weights N(0, 2/inputs) (He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015), output weights
/// N(0, 1/inputs) since no rectifier halves their variance, biases 0. Weights are drawn layer by layer, row by row.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class MultilayerPerceptron<T> : DenseNetwork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes the model.</summary>
    /// <param name="featureCount">F.</param>
    /// <param name="hidden">The number of units of every hidden layer.</param>
    /// <param name="classCount">C.</param>
    /// <exception cref="StarlingException">STAR0105: more parameters than one vector can hold.</exception>
    public MultilayerPerceptron(int featureCount, ReadOnlySpan<int> hidden, int classCount)
        : base([featureCount, .. hidden, classCount], hasBias: true, layer => $"layers.{layer}.")
    {
    }

    /// <inheritdoc/>
    public override void Initialize(Span<T> part, int start, RandomStream stream) =>
        NormalWeights.Draw(Layout, weight => weight.Shape[0], part, start, stream);
}
