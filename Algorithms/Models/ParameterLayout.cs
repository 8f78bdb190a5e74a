namespace Starling.Algorithms.Models;

/// <summary>A named tensor inside a flat parameter vector, in row-major order.</summary>
/// <param name="Name">The name, as it appears in <c>model.safetensors</c>.</param>
/// <param name="Shape">The dimensions, outermost first.</param>
/// <param name="Offset">The position of the first element in the flat vector.</param>
public sealed record TensorSlice(string Name, IReadOnlyList<int> Shape, int Offset)
{
    /// <summary>The number of elements: the product of the shape.</summary>
    public int Length { get; } = Shape.Aggregate(1, (product, size) => checked(product * size));
}

/// <summary>The named tensors of a model, back to back in one flat vector of length P.</summary>
public sealed class ParameterLayout
{
    /// <summary>Lays the tensors out in the given order.</summary>
    /// <param name="tensors">Name and shape of each tensor.</param>
    public ParameterLayout(params ReadOnlySpan<(string Name, int[] Shape)> tensors)
    {
        var slices = new List<TensorSlice>(tensors.Length);
        int offset = 0;
        foreach ((string name, int[] shape) in tensors)
        {
            var slice = new TensorSlice(name, shape, offset);
            slices.Add(slice);
            offset = checked(offset + slice.Length);
        }

        Tensors = slices;
        Count = offset;
    }

    /// <summary>The tensors in order.</summary>
    public IReadOnlyList<TensorSlice> Tensors { get; }

    /// <summary>P, the length of the flat vector.</summary>
    public int Count { get; }
}
