using System.Numerics;
using System.Numerics.Tensors;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>
/// Fully connected layers with rectifiers between them and a softmax at the end: A_(l+1) = max(0, A_l W_l + b_l), loss mean
/// cross-entropy. A weight is [inputs, outputs], row-major; the parameters stand layer by layer, weight before bias.
/// </summary>
/// <remarks>
/// The gradient sums over the minibatch in the order of its rows, with one rounding an element and row. Another order of the
/// same rows gives another last bit; everything else about the call gives the same.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public abstract class DenseNetwork<T> : IModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] sizes;
    private readonly bool hasBias;

    /// <summary>Lays out the parameters.</summary>
    /// <param name="sizes">The number of features, of units of every hidden layer, and of classes.</param>
    /// <param name="hasBias">Whether a layer adds a bias.</param>
    /// <param name="prefixOf">The prefix of the names of a layer's tensors, from the layer's number.</param>
    /// <exception cref="StarlingException">STAR0105: more parameters than one vector can hold.</exception>
    private protected DenseNetwork(int[] sizes, bool hasBias, Func<int, string> prefixOf)
    {
        this.sizes = sizes;
        this.hasBias = hasBias;
        CheckParameterCount(sizes);

        var tensors = new List<(string Name, int[] Shape)>();
        for (int layer = 0; layer < LayerCount; layer++)
        {
            tensors.Add((prefixOf(layer) + "weight", [sizes[layer], sizes[layer + 1]]));
            if (hasBias)
                tensors.Add((prefixOf(layer) + "bias", [sizes[layer + 1]]));
        }

        Layout = new ParameterLayout([.. tensors]);
    }

    /// <inheritdoc/>
    public ParameterLayout Layout { get; }

    private protected int LayerCount => sizes.Length - 1;

    /// <inheritdoc/>
    public abstract void Initialize(Span<T> part, int start, RandomStream stream);

    /// <inheritdoc/>
    public ModelWorkspace<T> CreateWorkspace(int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        return new DenseWorkspace<T>(sizes, batchSize);
    }

    /// <inheritdoc/>
    public double Gradient(
        ReadOnlySpan<T> parameters, Dataset data, ReadOnlySpan<int> rows, Span<T> gradient, ModelWorkspace<T> workspace)
    {
        DenseWorkspace<T> scratch = Check(parameters, data, workspace);
        SpanChecks.SameLength(Layout.Count, gradient.Length, nameof(gradient));
        SpanChecks.Disjoint(parameters, gradient, nameof(gradient));
        SpanChecks.Require(rows.Length > 0 && rows.Length <= scratch.BatchSize, nameof(rows),
            "A minibatch has at least one row and at most the workspace's batch size.");

        Forward(parameters, data, rows, scratch);
        Span<int> labels = scratch.Labels.AsSpan(0, rows.Length);
        Span<T> delta = scratch.Activation(LayerCount, rows.Length);
        double lossSum = SoftmaxCrossEntropy.LossAndGradient(delta, labels, scratch.Exponentials);
        for (int layer = LayerCount - 1; layer >= 0; layer--)
        {
            Span<T> input = scratch.Activation(layer, rows.Length);
            MatrixMultiply.MultiplyTransposeA(
                input, delta, Weight(gradient, layer), sizes[layer], rows.Length, sizes[layer + 1]);
            if (hasBias)
                SumRows(delta, Bias(gradient, layer));
            if (layer == 0)
                break;

            Span<T> below = scratch.Delta(layer, rows.Length);
            ReadOnlySpan<T> weight = Weight(parameters, layer);
            Span<T> transposed = scratch.Transposed.AsSpan(0, weight.Length);
            MatrixMultiply.Transpose(weight, transposed, sizes[layer], sizes[layer + 1]);
            MatrixMultiply.Multiply<T>(delta, transposed, below, rows.Length, sizes[layer + 1], sizes[layer]);
            ReluKernel.Mask(input, below);
            delta = below;
        }

        return lossSum / rows.Length;
    }

    /// <inheritdoc/>
    public ModelScore Evaluate(
        ReadOnlySpan<T> parameters, Dataset data, ReadOnlySpan<int> rows, ModelWorkspace<T> workspace)
    {
        DenseWorkspace<T> scratch = Check(parameters, data, workspace);
        var score = new ModelScore(0, 0, 0);
        while (!rows.IsEmpty)
        {
            ReadOnlySpan<int> batch = rows[..Math.Min(rows.Length, scratch.BatchSize)];
            Forward(parameters, data, batch, scratch);
            ReadOnlySpan<int> labels = scratch.Labels.AsSpan(0, batch.Length);
            score = SoftmaxCrossEntropy.Score<T>(
                scratch.Activation(LayerCount, batch.Length), labels, scratch.Exponentials, score);
            rows = rows[batch.Length..];
        }

        return score;
    }

    /// <summary>The weight of a layer inside a flat vector of parameters.</summary>
    private protected Span<T> Weight(Span<T> parameters, int layer) => Slice(parameters, layer, 0);

    private static void CheckParameterCount(int[] sizes)
    {
        long count = 0;
        for (int layer = 0; layer < sizes.Length - 1; layer++)
            count += ((long)sizes[layer] + 1) * sizes[layer + 1];
        if (count > Array.MaxLength)
        {
            throw new StarlingException(ErrorCatalog.OutOfRange,
                $"model: layers of {string.Join(" - ", sizes)} units have {count} parameters; at most {Array.MaxLength} fit.");
        }
    }

    private static void SumRows(ReadOnlySpan<T> matrix, Span<T> sums)
    {
        sums.Clear();
        for (; !matrix.IsEmpty; matrix = matrix[sums.Length..])
            TensorPrimitives.Add(sums, matrix[..sums.Length], sums);
    }

    private ReadOnlySpan<T> Weight(ReadOnlySpan<T> parameters, int layer) => Slice(parameters, layer, 0);

    private Span<T> Bias(Span<T> parameters, int layer) => Slice(parameters, layer, 1);

    private Span<T> Slice(Span<T> parameters, int layer, int part)
    {
        TensorSlice tensor = Tensor(layer, part);
        return parameters.Slice(tensor.Offset, tensor.Length);
    }

    private ReadOnlySpan<T> Slice(ReadOnlySpan<T> parameters, int layer, int part)
    {
        TensorSlice tensor = Tensor(layer, part);
        return parameters.Slice(tensor.Offset, tensor.Length);
    }

    private TensorSlice Tensor(int layer, int part) => Layout.Tensors[(hasBias ? 2 * layer : layer) + part];

    private DenseWorkspace<T> Check(ReadOnlySpan<T> parameters, Dataset data, ModelWorkspace<T> workspace)
    {
        SpanChecks.SameLength(Layout.Count, parameters.Length, nameof(parameters));
        SpanChecks.Require(data.FeatureCount == sizes[0] && data.ClassCount <= sizes[^1], nameof(data),
            "The data set has other features or more classes than the model.");
        var scratch = workspace as DenseWorkspace<T>;
        SpanChecks.Require(scratch is not null && scratch.Fits(sizes), nameof(workspace), "The workspace is of another model.");
        return scratch!;
    }

    private void Forward(ReadOnlySpan<T> parameters, Dataset data, ReadOnlySpan<int> rows, DenseWorkspace<T> scratch)
    {
        data.CopyRows(rows, scratch.Activation(0, rows.Length));
        ReadOnlySpan<int> labels = data.Labels;
        for (int i = 0; i < rows.Length; i++)
            scratch.Labels[i] = labels[rows[i]];

        for (int layer = 0; layer < LayerCount; layer++)
        {
            Span<T> output = scratch.Activation(layer + 1, rows.Length);
            if (hasBias)
            {
                ReadOnlySpan<T> bias = Slice(parameters, layer, 1);
                for (int i = 0; i < rows.Length; i++)
                    bias.CopyTo(output.Slice(i * bias.Length, bias.Length));
            }

            MatrixMultiply.Multiply(
                scratch.Activation(layer, rows.Length), Weight(parameters, layer), output,
                rows.Length, sizes[layer], sizes[layer + 1], accumulate: hasBias);
            if (layer < LayerCount - 1)
                ReluKernel.Apply(output);
        }
    }
}
