using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>
/// Starting parameters of networks: weights N(0, 2/inputs) where a rectifier follows (He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV
/// 2015), N(0, 1/inputs) in the last layer since no rectifier halves their variance, biases 0. Weights are drawn tensor by tensor, in row-major order.
/// </summary>
internal static class NormalWeights
{
    private const long WordsOfNormal = 2;

    /// <summary>Writes a part of the parameters.</summary>
    /// <param name="layout">Weights and biases in turn, from the first layer to the last.</param>
    /// <param name="inputsOf">The inputs of a unit, from the weight.</param>
    /// <param name="part">The part, overwritten.</param>
    /// <param name="start">Its first parameter.</param>
    /// <param name="stream">The stream at its first number.</param>
    public static void Draw<T>(ParameterLayout layout, Func<TensorSlice, int> inputsOf, Span<T> part, int start, RandomStream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.Require(start >= 0 && start <= layout.Count - part.Length, nameof(start), "A part lies within the parameters.");
        part.Clear();
        long drawn = 0;
        for (int tensor = 0; tensor < layout.Tensors.Count; tensor += 2)
        {
            double gain = tensor + 2 < layout.Tensors.Count ? 2 : 1;
            TensorSlice weight = layout.Tensors[tensor];
            int from = Math.Max(start, weight.Offset);
            int to = Math.Min(start + part.Length, weight.Offset + weight.Length);
            if (from < to)
            {
                RandomStream own = stream;
                own.Skip(WordsOfNormal * (drawn + from - weight.Offset));
                own.FillNormal(part[(from - start)..(to - start)], standardDeviation: Math.Sqrt(gain / inputsOf(weight)));
            }

            drawn += weight.Length;
        }
    }
}
