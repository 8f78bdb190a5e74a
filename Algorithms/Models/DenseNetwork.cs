using System.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>
/// Fully connected layers with rectifiers between them and a softmax at the end: A_(l+1) = max(0, A_l W_l + b_l), loss mean
/// cross-entropy. A weight is [inputs, outputs], row-major; the parameters stand layer by layer, weight before bias.
/// </summary>
/// <remarks>The gradient sums over the minibatch in the order of its rows, with one rounding an element and row.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public abstract class DenseNetwork<T> : Classifier<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DenseLayers<T> layers;

    /// <summary>Lays out the parameters.</summary>
    /// <param name="sizes">The number of features, of units of every hidden layer, and of classes.</param>
    /// <param name="hasBias">Whether a layer adds a bias.</param>
    /// <param name="prefixOf">The prefix of the names of a layer's tensors, from the layer's number.</param>
    /// <exception cref="Errors.StarlingException">STAR0105: more parameters than one vector can hold.</exception>
    private protected DenseNetwork(int[] sizes, bool hasBias, Func<int, string> prefixOf)
        : this(Checked(sizes, hasBias), prefixOf)
    {
    }

    private DenseNetwork(DenseLayers<T> layers, Func<int, string> prefixOf)
        : base(layers.Sizes[0], layers.Sizes[^1], new ParameterLayout([.. layers.Tensors(prefixOf)])) => this.layers = layers;

    private protected int LayerCount => layers.Count;

    /// <inheritdoc/>
    public override ModelWorkspace<T> CreateWorkspace(int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        return new DenseWorkspace<T>(layers.Sizes, batchSize);
    }

    private protected override ClassifierWorkspace<T>? Own(ModelWorkspace<T> workspace) =>
        workspace is DenseWorkspace<T> own && own.Fits(layers.Sizes) ? own : null;

    private protected override void Forward(ReadOnlySpan<T> parameters, ClassifierWorkspace<T> scratch, int count) =>
        layers.Forward(parameters, (DenseWorkspace<T>)scratch, count);

    private protected override void Backward(ReadOnlySpan<T> parameters, Span<T> gradient, ClassifierWorkspace<T> scratch, int count) =>
        layers.Backward(parameters, gradient, (DenseWorkspace<T>)scratch, count);

    private static DenseLayers<T> Checked(int[] sizes, bool hasBias)
    {
        CheckParameterCount(DenseLayers<T>.ParameterCount(sizes, hasBias), $"layers of {string.Join(" - ", sizes)} units");
        return new DenseLayers<T>(sizes, hasBias, start: 0);
    }
}
