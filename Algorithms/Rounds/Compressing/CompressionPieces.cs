using System.Collections.Immutable;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Models;

namespace Starling.Algorithms.Rounds.Compressing;

/// <summary>
/// The pieces that vectors are compressed in, each with a message of its own: the tensors of a model, cut where they are longer than 131,072 numbers, so that no
/// message is long. Shards end where pieces end; how many there are changes no bit.
/// </summary>
/// <remarks>
/// Powersgd has whole tensors. A number <c>k</c> of coordinates and perm-k are for the whole vector, which is one piece then, and one shard.
/// </remarks>
public sealed class CompressionPieces
{
    private const int Longest = 1 << 17;

    private CompressionPieces(IReadOnlyList<TensorSlice> pieces) => Pieces = pieces;

    /// <summary>The pieces, one behind the other.</summary>
    public IReadOnlyList<TensorSlice> Pieces { get; }

    /// <summary>Cuts vectors for lists of compressors.</summary>
    /// <param name="layout">The tensors.</param>
    /// <param name="lists">The lists that are in use.</param>
    public static CompressionPieces Of(ParameterLayout layout, params ReadOnlySpan<ImmutableArray<CompressorOptions>> lists)
    {
        ArgumentNullException.ThrowIfNull(layout);
        bool isWhole = false;
        bool isOfTensors = false;
        foreach (ImmutableArray<CompressorOptions> list in lists)
        {
            isWhole |= list.Any(part => part.Tensors == TensorRole.Together && part is not PowerSgdOptions);
            isOfTensors |= list.Any(part => part is PowerSgdOptions);
        }

        if (isWhole)
            return new CompressionPieces([new TensorSlice("all", [layout.Count], 0)]);
        return new CompressionPieces(isOfTensors ? layout.Tensors : [.. layout.Tensors.SelectMany(Cut)]);
    }

    /// <summary>The pieces of a slice, which begins and ends where pieces do.</summary>
    /// <param name="start">The first coordinate of the slice.</param>
    /// <param name="length">Its length.</param>
    public IEnumerable<TensorSlice> Within(int start, int length) => Pieces.Where(piece => piece.Offset >= start && piece.Offset < start + length);

    private static IEnumerable<TensorSlice> Cut(TensorSlice tensor)
    {
        if (tensor.Length <= Longest)
        {
            yield return tensor;
            yield break;
        }

        for (int start = 0; start < tensor.Length; start += Longest)
            yield return new TensorSlice(tensor.Name, [Math.Min(Longest, tensor.Length - start)], tensor.Offset + start);
    }
}
