using System.ComponentModel;
using System.Numerics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>Softmax regression (multinomial logistic regression): a convex model. <c>kind: softmax</c>.</summary>
public sealed record SoftmaxOptions : BuiltInModelOptions
{
    /// <summary>Whether every class has a bias. Turn it off where the features hold a constant 1.</summary>
    [DefaultValue(true)]
    public bool Bias { get; init; } = true;

    /// <inheritdoc/>
    public override IModel<T> Create<T>(Dataset data) =>
        new SoftmaxRegression<T>(data.FeatureCount, data.ClassCount, Bias);
}

/// <summary>
/// Softmax regression: logits z = x W + b, loss mean cross-entropy. Tensors <c>weight</c> [F, C] and <c>bias</c> [C]; it
/// starts at zero.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class SoftmaxRegression<T> : DenseNetwork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes the model.</summary>
    /// <param name="featureCount">F.</param>
    /// <param name="classCount">C.</param>
    /// <param name="bias">Whether every class has a bias.</param>
    /// <exception cref="Errors.StarlingException">STAR0105: more parameters than one vector can hold.</exception>
    public SoftmaxRegression(int featureCount, int classCount, bool bias = true)
        : base([featureCount, classCount], bias, _ => "")
    {
    }

    /// <summary>Writes zeros; draws nothing.</summary>
    /// <inheritdoc/>
    public override void Initialize(Span<T> part, int start, RandomStream stream)
    {
        SpanChecks.Require(start >= 0 && start <= Layout.Count - part.Length, nameof(start), "A part lies within the parameters.");
        part.Clear();
    }
}
