using System.Buffers;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression.Feedback;

/// <summary>
/// EF21: sender and receiver keep an estimate g of the sender's vector; the message is c = C(x - g), and both take g &lt;- g + c. As x settles, the
/// messages vanish, and with them the error of compression.
/// </summary>
/// <remarks>
/// C contractive. g starts as zeros, or on both sides as a vector that was sent as it is. A server with n senders needs only the mean of the
/// estimates: it adds c/n. Source: Richtarik, Sokolov, Fatkhullin, "EF21: A New, Simpler, Theoretically Better, and Practically Faster Error
/// Feedback", NeurIPS 2021.
/// </remarks>
/// <param name="inner">C.</param>
public sealed class Ef21(ICompressor inner)
{
    /// <summary>Writes the message of x - g and moves g.</summary>
    /// <param name="x">The vector.</param>
    /// <param name="estimate">g, changed; as it was where the vector is refused.</param>
    /// <param name="state">The state of C.</param>
    /// <param name="stream">The participant's stream of the round.</param>
    /// <param name="destination">At least <see cref="ICompressor.MaxBytes"/> bytes.</param>
    /// <returns>The length of the message in bytes.</returns>
    public int Encode<T>(ReadOnlySpan<T> x, Span<T> estimate, Span<T> state, ref RandomStream stream, Span<byte> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(x.Length, estimate.Length, nameof(estimate));
        T[] pooled = ArrayPool<T>.Shared.Rent(x.Length);
        try
        {
            Span<T> difference = pooled.AsSpan(0, x.Length);
            VectorKernels.Subtract(x, estimate, difference);
            int length = inner.Encode(difference, state, ref stream, destination);
            inner.Decode(destination[..length], difference);
            VectorKernels.Add(estimate, difference, estimate);
            return length;
        }
        finally
        {
            ArrayPool<T>.Shared.Return(pooled);
        }
    }

    /// <summary>g &lt;- g + c at the receiver, with the bits of the sender.</summary>
    /// <param name="message">The message.</param>
    /// <param name="estimate">g, changed; as it was where the message is refused.</param>
    public void Apply<T>(ReadOnlySpan<byte> message, Span<T> estimate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] pooled = ArrayPool<T>.Shared.Rent(estimate.Length);
        try
        {
            Span<T> change = pooled.AsSpan(0, estimate.Length);
            inner.Decode(message, change);
            VectorKernels.Add(estimate, change, estimate);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(pooled);
        }
    }
}
