using System.Buffers;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression.Feedback;

/// <summary>
/// The shift of DIANA: sender and receiver keep h, zeros at first; the message is c = C(x - h), the receiver's unbiased estimate of x is h + c, and
/// both take h &lt;- h + a c.
/// </summary>
/// <remarks>
/// C unbiased; a = 1/(omega + 1) unless it is given. Source: Mishchenko, Gorbunov, Takac, Richtarik, "Distributed Learning with Compressed Gradient
/// Differences", 2019.
/// </remarks>
/// <param name="inner">C.</param>
/// <param name="step">a; null for 1/(omega + 1).</param>
public sealed class DianaShift(ICompressor inner, double? step = null)
{
    /// <summary>Writes the message of x - h and moves h.</summary>
    /// <param name="x">The vector.</param>
    /// <param name="shift">h, changed; as it was where the vector is refused.</param>
    /// <param name="state">The state of C.</param>
    /// <param name="stream">The participant's stream of the round.</param>
    /// <param name="destination">At least <see cref="ICompressor.MaxBytes"/> bytes.</param>
    /// <returns>The length of the message in bytes.</returns>
    public int Encode<T>(ReadOnlySpan<T> x, Span<T> shift, Span<T> state, ref RandomStream stream, Span<byte> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(x.Length, shift.Length, nameof(shift));
        T[] pooled = ArrayPool<T>.Shared.Rent(x.Length);
        try
        {
            Span<T> difference = pooled.AsSpan(0, x.Length);
            VectorKernels.Subtract(x, shift, difference);
            int length = inner.Encode(difference, state, ref stream, destination);
            inner.Decode(destination[..length], difference);
            VectorKernels.Axpy(Step<T>(x.Length), difference, shift);
            return length;
        }
        finally
        {
            ArrayPool<T>.Shared.Return(pooled);
        }
    }

    /// <summary>x = h + c and h &lt;- h + a c at the receiver, with the bits of the sender.</summary>
    /// <param name="message">The message.</param>
    /// <param name="shift">h, changed; as it was where the message is refused.</param>
    /// <param name="x">The estimate, overwritten.</param>
    public void Decode<T>(ReadOnlySpan<byte> message, Span<T> shift, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(shift.Length, x.Length, nameof(x));
        T[] pooled = ArrayPool<T>.Shared.Rent(x.Length);
        try
        {
            Span<T> change = pooled.AsSpan(0, x.Length);
            inner.Decode(message, change);
            VectorKernels.Add(shift, change, x);
            VectorKernels.Axpy(Step<T>(x.Length), change, shift);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(pooled);
        }
    }

    private T Step<T>(int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(step ?? (1 / (1 + inner.Describe<T>(dimension).Omega)));
}
