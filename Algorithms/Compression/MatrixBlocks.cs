using Starling.Algorithms.Models;

namespace Starling.Algorithms.Compression;

/// <summary>A part of a vector as a matrix, row by row; the last row may be shorter, as if zeros followed.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How many elements it has.</param>
/// <param name="Rows">R.</param>
/// <param name="Columns">S.</param>
/// <param name="Rank">r; 0 where two factors would be no shorter than the part itself, which is then sent as it is.</param>
internal readonly record struct MatrixBlock(int Start, int Length, int Rows, int Columns, int Rank)
{
    /// <summary>How many numbers are sent.</summary>
    public long Sent => Rank == 0 ? Length : (long)Rank * (Rows + Columns);

    /// <summary>Makes the part of a matrix.</summary>
    public static MatrixBlock Of(int start, int length, int rows, int columns, int rank)
    {
        int r = Math.Min(rank, Math.Min(rows, columns));
        return new MatrixBlock(start, length, rows, columns, (long)r * ((long)rows + columns) < length ? r : 0);
    }
}

/// <summary>How vectors become matrices: the tensors of a layout, first dimension by the rest, or one nearly square matrix.</summary>
internal sealed class MatrixBlocks(int rank, ParameterLayout? layout)
{
    private readonly MatrixBlock[] tensors = layout is null ? [] : [.. layout.Tensors.Select(tensor =>
    {
        int rows = tensor.Shape.Count > 1 ? tensor.Shape[0] : 1;
        return MatrixBlock.Of(tensor.Offset, tensor.Length, rows, rows == 0 ? 0 : tensor.Length / rows, rank);
    })];

    /// <summary>The number of parts of a vector of length D.</summary>
    public int Count(int dimension) => UsesLayout(dimension) ? tensors.Length : 1;

    /// <summary>A part.</summary>
    public MatrixBlock Get(int dimension, int index) => UsesLayout(dimension) ? tensors[index] : NearlySquare(dimension);

    /// <summary>How many numbers are sent.</summary>
    public long Sent(int dimension)
    {
        long sent = 0;
        for (int i = 0; i < Count(dimension); i++)
            sent += Get(dimension, i).Sent;
        return sent;
    }

    /// <summary>How many numbers the factors Q have together.</summary>
    public int StateLength(int dimension)
    {
        int length = 0;
        for (int i = 0; i < Count(dimension); i++)
        {
            MatrixBlock block = Get(dimension, i);
            length = checked(length + (block.Rank * block.Columns));
        }

        return length;
    }

    private bool UsesLayout(int dimension) => layout is not null && layout.Count == dimension;

    private MatrixBlock NearlySquare(int dimension)
    {
        int columns = (int)Math.Ceiling(Math.Sqrt(dimension));
        int rows = columns == 0 ? 0 : (dimension + columns - 1) / columns;
        return MatrixBlock.Of(0, dimension, rows, columns, rank);
    }
}
