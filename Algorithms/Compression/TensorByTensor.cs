using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>Every tensor of a model compressed by itself, as by a compressor of its own. A message is theirs, one behind the other.</summary>
/// <remarks>
/// So the experiments with Top-k and QSGD do: layers have gradients of very different sizes, and what is large among all numbers would be those of a few
/// layers. omega is the largest of the tensors', alpha the smallest.
/// </remarks>
public sealed class TensorByTensor : ICompressor
{
    private readonly ICompressor inner;
    private readonly TensorSlice[] tensors;
    private readonly int total;

    /// <summary>Makes the compressor.</summary>
    /// <param name="inner">The compressor of every tensor.</param>
    /// <param name="layout">The tensors.</param>
    public TensorByTensor(ICompressor inner, ParameterLayout layout)
    {
        this.inner = inner;
        tensors = [.. layout.Tensors];
        total = layout.Count;
    }

    /// <summary>The compressors of a list, of every tensor by itself where that makes a difference and nothing stands against it.</summary>
    /// <remarks>
    /// A number <c>k</c> of coordinates is a number of the whole vector's, perm-k shares out the whole vector, and powersgd has its own way with matrices:
    /// lists with one of these are for the whole vector.
    /// </remarks>
    /// <param name="parts">The compressors, applied left to right.</param>
    /// <param name="setting">What they must know of the job; without a layout there is one vector.</param>
    public static ICompressor Create(ImmutableArray<CompressorOptions> parts, CompressorSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ICompressor whole = Composition.Create(parts, setting);
        bool isApart = setting.Layout is { Tensors.Count: > 1 }
            && parts.Any(part => part.Tensors == TensorRole.Apart) && parts.All(part => part.Tensors != TensorRole.Together);
        return isApart ? new TensorByTensor(whole, setting.Layout!) : whole;
    }

    /// <inheritdoc/>
    public CompressorInfo Describe<T>(int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLength(dimension);
        return CompressorInfo.OfParts([.. tensors.Select(tensor => inner.Describe<T>(tensor.Length))]);
    }

    /// <inheritdoc/>
    public int StateLength(int dimension)
    {
        CheckLength(dimension);
        int length = 0;
        foreach (TensorSlice tensor in tensors)
            length += inner.StateLength(tensor.Length);
        return length;
    }

    /// <inheritdoc/>
    public int MaxBytes<T>(int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLength(dimension);
        int bytes = 0;
        foreach (TensorSlice tensor in tensors)
            bytes = checked(bytes + inner.MaxBytes<T>(tensor.Length));
        return bytes;
    }

    /// <inheritdoc/>
    public int Encode<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.Require(destination.Length >= MaxBytes<T>(x.Length), nameof(destination), "The destination is shorter than MaxBytes.");
        SpanChecks.SameLength(StateLength(x.Length), state.Length, nameof(state));
        int length = 0;
        int kept = 0;
        foreach (TensorSlice tensor in tensors)
        {
            int memory = inner.StateLength(tensor.Length);
            length += inner.Encode(x.Slice(tensor.Offset, tensor.Length), state.Slice(kept, memory), ref stream, destination[length..]);
            kept += memory;
        }

        return length;
    }

    /// <inheritdoc/>
    public void Decode<T>(ReadOnlySpan<byte> message, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLength(x.Length);
        foreach (TensorSlice tensor in tensors)
            inner.Decode(Next(ref message), x.Slice(tensor.Offset, tensor.Length));
        CheckEnd(message);
    }

    /// <inheritdoc/>
    public void DecodeAdd<T>(ReadOnlySpan<byte> message, double weight, Span<double> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // All of it is read before anything is added: a later tensor may be malformed.
        T[] pooled = ArrayPool<T>.Shared.Rent(sums.Length);
        try
        {
            Span<T> x = pooled.AsSpan(0, sums.Length);
            Decode(message, x);
            VectorKernels.AddWeighted<T>(weight, x, sums);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(pooled);
        }
    }

    /// <inheritdoc/>
    public long BitsOf(ReadOnlySpan<byte> message)
    {
        long bits = 0;
        foreach (TensorSlice _ in tensors)
            bits += inner.BitsOf(Next(ref message));
        CheckEnd(message);
        return bits;
    }

    // The message of the next tensor.
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest)
    {
        int length = MessageHeader.Read(rest).MessageLength;
        ReadOnlySpan<byte> message = rest[..length];
        rest = rest[length..];
        return message;
    }

    private static void CheckEnd(ReadOnlySpan<byte> rest) => Malformed.ThrowIf(!rest.IsEmpty, "it is longer than its tensors");

    private void CheckLength(int length) => ArgumentOutOfRangeException.ThrowIfNotEqual(length, total);
}
