using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Compression.Kernels;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>
/// PowerSGD: of every matrix X (R x S) the message has P (R x r) and Q (S x r), one step of subspace iteration from the Q of the round before:
/// P = X Q, P &lt;- orthonormal columns, Q = X^T P; C(x) = P Q^T.
/// </summary>
/// <remarks>
/// Contractive in the weak sense |C(x) - x| &lt;= |x|, without a bound known beforehand: meant for error feedback. The state is Q of every matrix,
/// column by column; a column of zeros, as at the start, is drawn anew from the normal distribution. Matrices are the tensors of the model, first
/// dimension by the rest; a vector of another length is one nearly square matrix, filled up with zeros. What two factors would not make shorter,
/// such as a bias, is sent as it is. b r (R + S) bits a matrix, 4 r D operations. Source: Vogels, Karimireddy, Jaggi, "PowerSGD", NeurIPS 2019.
/// </remarks>
/// <param name="rank">r.</param>
/// <param name="layout">The tensors of the vectors.</param>
public sealed class PowerSgd(int rank, ParameterLayout? layout = null) : Compressor
{
    private readonly MatrixBlocks blocks = new(rank, layout);

    private protected override MessageKind Kind => MessageKind.PowerSgd;

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension) =>
        CompressorInfo.Contractive(0, MostBits<T>(dimension)) with { IsRandomised = true, IsStateful = true };

    /// <inheritdoc/>
    public override int StateLength(int dimension) => blocks.StateLength(dimension);

    private protected override long MostBits<T>(int dimension) => blocks.Sent(dimension) * BitsOf<T>();

    private protected override int Write<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
    {
        CheckFinite(x);
        MessageHeader header = HeaderOf<T>(x.Length, MostBits<T>(x.Length), rank);
        int length = header.Write(destination);
        Span<T> sent = MemoryMarshal.Cast<byte, T>(destination[length..header.MessageLength]);
        Span<T> left = sent;
        Span<T> q = state;
        for (int i = 0; i < blocks.Count(x.Length); i++)
        {
            MatrixBlock block = blocks.Get(x.Length, i);
            ReadOnlySpan<T> matrix = x.Slice(block.Start, block.Length);
            if (block.Rank == 0)
            {
                matrix.CopyTo(left);
                left = left[block.Length..];
                continue;
            }

            Span<T> factor = left.Slice(block.Rank * block.Rows, block.Rank * block.Columns);
            q[..factor.Length].CopyTo(factor);
            SubspaceKernel.Iterate(matrix, block, ref stream, left[..(block.Rank * block.Rows)], factor);
            left = left[(int)block.Sent..];
            q = q[factor.Length..];
        }

        if (!VectorKernels.IsFinite<T>(sent))
            ThrowNotFinite(x);
        KeepFactors(sent, state, x.Length);
        return header.MessageLength;
    }

    private protected override void Read<T>(in MessageHeader header, ReadOnlySpan<byte> payload, Span<T> x)
    {
        Malformed.ThrowIf(header.Bits != MostBits<T>(x.Length) || header.Parameter != rank || header.Coding != 0, "it has another number of values");
        ReadOnlySpan<T> left = MemoryMarshal.Cast<byte, T>(payload);
        for (int i = 0; i < blocks.Count(x.Length); i++)
        {
            MatrixBlock block = blocks.Get(x.Length, i);
            Span<T> matrix = x.Slice(block.Start, block.Length);
            if (block.Rank == 0)
                left[..block.Length].CopyTo(matrix);
            else
                SubspaceKernel.Multiply(left[..(block.Rank * block.Rows)], left.Slice(block.Rank * block.Rows, block.Rank * block.Columns), block, matrix);
            left = left[(int)block.Sent..];
        }

        Malformed.ThrowIf(!VectorKernels.IsFinite<T>(x), "it has values that are not finite");
    }

    // Only once everything is known to be sound: a refused vector leaves the state as it was.
    private void KeepFactors<T>(ReadOnlySpan<T> sent, Span<T> state, int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < blocks.Count(dimension); i++)
        {
            MatrixBlock block = blocks.Get(dimension, i);
            int length = block.Rank * block.Columns;
            if (length > 0)
                sent.Slice(block.Rank * block.Rows, length).CopyTo(state);
            sent = sent[(int)block.Sent..];
            state = state[length..];
        }
    }
}
