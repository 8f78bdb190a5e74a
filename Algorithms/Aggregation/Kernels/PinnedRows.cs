using System.Buffers;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// The same columns of several vectors as addresses, for as long as this is not disposed of. Kernels that walk n rows side by side
/// take addresses because there are no arrays of references.
/// </summary>
internal readonly unsafe ref struct PinnedRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MemoryHandle[] handles;
    private readonly int count;

    /// <summary>Pins the vectors.</summary>
    /// <param name="vectors">n vectors.</param>
    /// <param name="start">The first column.</param>
    /// <param name="columns">The number of columns; every vector must have them.</param>
    /// <param name="rows">n addresses, overwritten: where the first column is.</param>
    public PinnedRows(IReadOnlyList<VectorBuffer<T>> vectors, int start, int columns, T** rows)
    {
        count = vectors.Count;
        handles = ArrayPool<MemoryHandle>.Shared.Rent(count);
        int pinned = 0;
        try
        {
            for (; pinned < count; pinned++)
            {
                handles[pinned] = vectors[pinned].Bytes(start, columns).Pin();
                rows[pinned] = (T*)handles[pinned].Pointer;
            }
        }
        catch
        {
            Release(pinned);
            throw;
        }
    }

    public void Dispose() => Release(count);

    private void Release(int pinned)
    {
        for (int i = 0; i < pinned; i++)
            handles[i].Dispose();
        ArrayPool<MemoryHandle>.Shared.Return(handles, clearArray: true);
    }
}
