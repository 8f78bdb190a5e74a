namespace Starling.Client;

/// <summary>One named tensor of a <see cref="ModelStream"/>.</summary>
/// <param name="Name">The name, as it stands in <c>model.safetensors</c>.</param>
/// <param name="ElementType"><c>F32</c> or <c>F64</c>.</param>
/// <param name="Shape">The dimensions, outermost first.</param>
/// <param name="ByteLength">The number of its bytes: the product of the shape times the size of an element.</param>
public sealed record ModelTensor(string Name, string ElementType, IReadOnlyList<int> Shape, long ByteLength);

/// <summary>
/// The vectors of a job on their way to the caller, in pieces of about 1 MiB, so that a model of any size passes through a
/// small memory.
/// </summary>
public abstract class ModelStream : IAsyncDisposable
{
    /// <summary>The tensors, in the order in which their bytes come.</summary>
    public abstract IReadOnlyList<ModelTensor> Tensors { get; }

    /// <summary>
    /// The bytes of all tensors, back to back and little-endian. A piece may end inside a tensor or span two; it is valid
    /// until the next one is asked for.
    /// </summary>
    public abstract IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Stops reading.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
