using System.Numerics;
using System.Numerics.Tensors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>
/// Fully connected layers with rectifiers between them: A_(l+1) = max(0, A_l W_l + b_l), the last without rectifier. A weight is [inputs, outputs],
/// row-major; the parameters stand layer by layer, weight before bias. What a network is made of, alone or behind other layers.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="sizes">The number of inputs, and of units of every layer.</param>
/// <param name="hasBias">Whether a layer adds a bias.</param>
/// <param name="start">Where the parameters of the first layer start in the flat vector.</param>
internal sealed class DenseLayers<T>(int[] sizes, bool hasBias, int start)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] starts = Starts(sizes, hasBias, start);

    /// <summary>The number of inputs, and of units of every layer.</summary>
    public int[] Sizes => sizes;

    /// <summary>The number of layers.</summary>
    public int Count => sizes.Length - 1;

    /// <summary>The number of parameters, which need not fit any vector.</summary>
    public static long ParameterCount(ReadOnlySpan<int> sizes, bool hasBias)
    {
        long count = 0;
        for (int layer = 0; layer < sizes.Length - 1; layer++)
            count += ((long)sizes[layer] + (hasBias ? 1 : 0)) * sizes[layer + 1];
        return count;
    }

    /// <summary>Name and shape of every tensor, in order.</summary>
    /// <param name="prefixOf">The prefix of the names of a layer's tensors, from the layer's number.</param>
    public IEnumerable<(string Name, int[] Shape)> Tensors(Func<int, string> prefixOf)
    {
        for (int layer = 0; layer < Count; layer++)
        {
            yield return (prefixOf(layer) + "weight", [sizes[layer], sizes[layer + 1]]);
            if (hasBias)
                yield return (prefixOf(layer) + "bias", [sizes[layer + 1]]);
        }
    }

    /// <summary>From the inputs in the workspace to the logits in it.</summary>
    public void Forward(ReadOnlySpan<T> parameters, DenseWorkspace<T> scratch, int count)
    {
        for (int layer = 0; layer < Count; layer++)
        {
            Span<T> output = scratch.Activation(layer + 1, count);
            if (hasBias)
            {
                ReadOnlySpan<T> bias = parameters.Slice(BiasStart(layer), sizes[layer + 1]);
                for (int i = 0; i < count; i++)
                    bias.CopyTo(output.Slice(i * bias.Length, bias.Length));
            }

            MatrixMultiply.Multiply(
                scratch.Activation(layer, count), parameters.Slice(starts[layer], WeightLength(layer)), output,
                count, sizes[layer], sizes[layer + 1], accumulate: hasBias);
            if (layer < Count - 1)
                ReluKernel.Apply(output);
        }
    }

    /// <summary>
    /// From the gradient with respect to the logits, which stands in the place of the logits, to that with respect to the parameters, and to that
    /// with respect to the inputs where the workspace has room for it.
    /// </summary>
    public void Backward(ReadOnlySpan<T> parameters, Span<T> gradient, DenseWorkspace<T> scratch, int count)
    {
        Span<T> delta = scratch.Activation(Count, count);
        for (int layer = Count - 1; layer >= 0; layer--)
        {
            Span<T> input = scratch.Activation(layer, count);
            MatrixMultiply.MultiplyTransposeA(
                input, delta, gradient.Slice(starts[layer], WeightLength(layer)), sizes[layer], count, sizes[layer + 1]);
            if (hasBias)
                SumRows(delta, gradient.Slice(BiasStart(layer), sizes[layer + 1]));
            if (layer == 0 && !scratch.HasInputDelta)
                break;

            Span<T> below = scratch.Delta(layer, count);
            ReadOnlySpan<T> weight = parameters.Slice(starts[layer], WeightLength(layer));
            Span<T> transposed = scratch.Transposed.AsSpan(0, weight.Length);
            MatrixMultiply.Transpose(weight, transposed, sizes[layer], sizes[layer + 1]);
            MatrixMultiply.Multiply<T>(delta, transposed, below, count, sizes[layer + 1], sizes[layer]);
            if (layer > 0)
                ReluKernel.Mask(input, below);
            delta = below;
        }
    }

    private static int[] Starts(int[] sizes, bool hasBias, int start)
    {
        int[] all = new int[sizes.Length - 1];
        for (int layer = 0; layer < all.Length; layer++)
        {
            all[layer] = start;
            start += (sizes[layer] + (hasBias ? 1 : 0)) * sizes[layer + 1];
        }

        return all;
    }

    private static void SumRows(ReadOnlySpan<T> matrix, Span<T> sums)
    {
        sums.Clear();
        for (; !matrix.IsEmpty; matrix = matrix[sums.Length..])
            TensorPrimitives.Add(sums, matrix[..sums.Length], sums);
    }

    private int WeightLength(int layer) => sizes[layer] * sizes[layer + 1];

    private int BiasStart(int layer) => starts[layer] + WeightLength(layer);
}
