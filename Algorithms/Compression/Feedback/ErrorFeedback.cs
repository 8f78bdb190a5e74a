using System.Buffers;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression.Feedback;

/// <summary>
/// Error feedback (EF14): what compression lost of a vector is added to the next one. With error e, zeros at first: v = e + x, send C(v),
/// e &lt;- v - C(v). What was sent and the error add up to the vectors given.
/// </summary>
/// <remarks>
/// For step sizes gamma give x = gamma times the gradient. Memory: the error, and one vector of the pool during a call. Sources: Seide et al.,
/// "1-bit stochastic gradient descent", Interspeech 2014; Karimireddy, Rebjock, Stich, Jaggi, ICML 2019.
/// </remarks>
/// <param name="inner">C.</param>
public sealed class ErrorFeedback(ICompressor inner)
{
    /// <summary>Writes the message of a vector and the error before it.</summary>
    /// <param name="x">The vector.</param>
    /// <param name="error">e, changed; as it was where the vector is refused.</param>
    /// <param name="state">The state of C.</param>
    /// <param name="stream">The participant's stream of the round.</param>
    /// <param name="destination">At least <see cref="ICompressor.MaxBytes"/> bytes. The receiver decodes it with C.</param>
    /// <returns>The length of the message in bytes.</returns>
    public int Encode<T>(ReadOnlySpan<T> x, Span<T> error, Span<T> state, ref RandomStream stream, Span<byte> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(x.Length, error.Length, nameof(error));
        T[] pooled = ArrayPool<T>.Shared.Rent(x.Length);
        try
        {
            Span<T> v = pooled.AsSpan(0, x.Length);
            VectorKernels.Add(error, x, v);
            int length = inner.Encode(v, state, ref stream, destination);
            inner.Decode(destination[..length], error);
            VectorKernels.Subtract(v, error, error);
            return length;
        }
        finally
        {
            ArrayPool<T>.Shared.Return(pooled);
        }
    }
}
