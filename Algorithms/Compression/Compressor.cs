using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>What all compressors have in common: the checks of arguments and of headers.</summary>
public abstract class Compressor : ICompressor
{
    // Bits are stored eight bytes at a time.
    private const int Slack = sizeof(ulong);

    /// <summary>What the first byte of a message says.</summary>
    private protected abstract MessageKind Kind { get; }

    /// <inheritdoc/>
    public abstract CompressorInfo Describe<T>(int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <inheritdoc/>
    public virtual int StateLength(int dimension) => 0;

    /// <inheritdoc/>
    public int MaxBytes<T>(int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimension);
        CheckType<T>();
        return checked((int)(MessageHeader.MostBytes + Slack + ((MostBits<T>(dimension) + 7) / 8)));
    }

    /// <inheritdoc/>
    public int Encode<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.Require(destination.Length >= MaxBytes<T>(x.Length), nameof(destination), "The destination is shorter than MaxBytes.");
        SpanChecks.SameLength(StateLength(x.Length), state.Length, nameof(state));
        return Write(x, state, ref stream, destination);
    }

    /// <inheritdoc/>
    public void Decode<T>(ReadOnlySpan<byte> message, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckType<T>();
        MessageHeader header = Open<T>(message, x.Length, out ReadOnlySpan<byte> payload);
        Read(header, payload, x);
    }

    /// <inheritdoc/>
    public virtual void DecodeAdd<T>(ReadOnlySpan<byte> message, double weight, Span<double> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
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
    public virtual long BitsOf(ReadOnlySpan<byte> message)
    {
        var header = MessageHeader.Read(message);
        header.CheckLength(message);
        return header.Bits;
    }

    /// <summary>The number of bits of an element.</summary>
    internal static int BitsOf<T>() => 8 * Unsafe.SizeOf<T>();

    /// <summary>Refuses a vector that is not finite.</summary>
    internal static void CheckFinite<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!VectorKernels.IsFinite(x))
            ThrowNotFinite(x);
    }

    /// <summary>Refuses a vector because of its first element that is not finite.</summary>
    [DoesNotReturn]
    internal static void ThrowNotFinite<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int position = VectorKernels.FirstNonFinite(x);
        throw new StarlingException(ErrorCatalog.NotCompressible, position < 0
            ? "A vector to be compressed has elements so large that scaling them would overflow."
            : $"Element {position} of a vector to be compressed is {x[position]}; only finite numbers can be sent.");
    }

    /// <summary>The most bits that a message can have.</summary>
    private protected abstract long MostBits<T>(int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Writes header and payload; the lengths are checked.</summary>
    private protected abstract int Write<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Reads a payload; kind, type, dimension and length are checked.</summary>
    private protected abstract void Read<T>(in MessageHeader header, ReadOnlySpan<byte> payload, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The header of a message of this compressor, checked as far as every one must be.</summary>
    private protected MessageHeader Open<T>(ReadOnlySpan<byte> message, int dimension, out ReadOnlySpan<byte> payload)
    {
        var header = MessageHeader.Read(message);
        header.CheckLength(message);
        Malformed.ThrowIf(header.Kind != Kind, "it is of another compressor");
        Malformed.ThrowIf(header.IsSupportOnly, "it has no values");
        Malformed.ThrowIf(header.IsDouble != (Unsafe.SizeOf<T>() == sizeof(double)), "its elements are of another type");
        Malformed.ThrowIf(header.Dimension != dimension, "its vector has another length");
        payload = message[header.Length..];
        return header;
    }

    private protected MessageHeader HeaderOf<T>(int dimension, long bits, int parameter = 0, byte coding = 0) => new()
    {
        Kind = Kind,
        IsDouble = Unsafe.SizeOf<T>() == sizeof(double),
        Dimension = dimension,
        Bits = bits,
        Parameter = parameter,
        Coding = coding,
    };

    private static void CheckType<T>()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"Vectors of {typeof(T).Name} cannot be compressed; use float or double.");
    }
}
