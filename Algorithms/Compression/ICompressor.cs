using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>
/// An operator C that makes a short message of a vector, and the vector C(x) of the message. It is immutable and safe for any thread: randomness
/// comes from the stream of the call, memory from one round to the next from its state.
/// </summary>
/// <remarks>
/// A message is a header of 20 bytes (28 where it carries a seed) and packed bits, least significant first, little-endian. Elements are
/// <see cref="float"/> or <see cref="double"/>; other types are refused with <see cref="NotSupportedException"/>. A message can be read by a
/// compressor with the same parameters only; whatever else it is given, it refuses with STAR0504 and reads nothing out of range.
/// </remarks>
public interface ICompressor
{
    /// <summary>What is known of C on vectors of one length.</summary>
    /// <param name="dimension">D.</param>
    CompressorInfo Describe<T>(int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>How many elements the state of a participant has; 0 for most compressors. It starts as zeros.</summary>
    /// <param name="dimension">D.</param>
    int StateLength(int dimension);

    /// <summary>The length of the longest message, and of the memory that <see cref="Encode"/> is to be given.</summary>
    /// <param name="dimension">D.</param>
    /// <exception cref="OverflowException">It is longer than an array can be.</exception>
    int MaxBytes<T>(int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Writes the message of a vector.</summary>
    /// <param name="x">D finite numbers.</param>
    /// <param name="state">The participant's state, <see cref="StateLength"/> numbers, changed.</param>
    /// <param name="stream">The participant's stream of the round: see <see cref="CompressionStream"/>.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/> bytes; what stands behind the message is anything.</param>
    /// <returns>The length of the message in bytes.</returns>
    /// <exception cref="Errors.StarlingException">STAR0303: an element is NaN or infinite, or becomes so when it is scaled.</exception>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    int Encode<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>x = C(x) of a message.</summary>
    /// <param name="message">The message, from its first to its last byte.</param>
    /// <param name="x">D numbers, overwritten; anything where the message is refused.</param>
    /// <exception cref="Errors.StarlingException">STAR0504: the message is malformed, or of a compressor with other parameters.</exception>
    void Decode<T>(ReadOnlySpan<byte> message, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>sums += w C(x), fused, in double: the bits of <see cref="Decode"/> and <c>VectorKernels.AddWeighted</c>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="weight">w.</param>
    /// <param name="sums">D running sums; unchanged where the message is refused.</param>
    /// <exception cref="Errors.StarlingException">STAR0504: as for <see cref="Decode"/>.</exception>
    void DecodeAdd<T>(ReadOnlySpan<byte> message, double weight, Span<double> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The bits of a message without its headers, seeds and padding: what theory counts.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="Errors.StarlingException">STAR0504: the header is malformed.</exception>
    long BitsOf(ReadOnlySpan<byte> message);
}
