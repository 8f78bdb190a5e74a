using Starling.Algorithms.Compression;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Compressing;
using Xunit;

namespace Starling.Algorithms.Tests.Rounds;

public sealed class CompressionPiecesTests
{
    private static readonly ParameterLayout Layout = new(("a", [300_000]), ("b", [10]), ("c", [40, 5_000]));

    [Fact]
    public void Tensors_are_pieces_and_long_ones_are_cut()
    {
        Assert.Equal(
            [131_072, 131_072, 37_856, 10, 131_072, 68_928],
            CompressionPieces.Of(Layout, [new TopKOptions { Fraction = 0.1 }]).Pieces.Select(piece => piece.Length));
        Assert.Equal([300_000, 10, 200_000], CompressionPieces.Of(Layout, [new PowerSgdOptions()]).Pieces.Select(piece => piece.Length));
        Assert.Equal([500_010], CompressionPieces.Of(Layout, [new TopKOptions { K = 100 }]).Pieces.Select(piece => piece.Length));
        Assert.Equal([500_010], CompressionPieces.Of(Layout, [new QsgdOptions()], [new PermKOptions()]).Pieces.Select(piece => piece.Length));
    }

    [Fact]
    public void A_vector_survives_its_messages_as_what_they_say()
    {
        var pieces = CompressionPieces.Of(Layout, [new TopKOptions { Fraction = 0.01 }]);
        var compressor = new VectorCompressor(pieces, _ => new TopK(KeptCount.OfFraction(0.01)));
        float[] vector = new float[Layout.Count];
        new RandomStream(1, RandomPurpose.Noise).FillNormal<float>(vector);
        var stream = new RandomStream(1, RandomPurpose.Compression);
        ReadOnlyMemory<byte>[] messages = compressor.Encode<float>(vector, [], ref stream);
        Assert.Equal(pieces.Pieces.Count, messages.Length);

        float[] decoded = new float[Layout.Count];
        for (int piece = 0; piece < messages.Length; piece++)
            compressor.Decode(messages[piece].Span, piece, decoded.AsSpan(pieces.Pieces[piece].Offset, pieces.Pieces[piece].Length));
        Assert.Equal(vector, decoded);
        Assert.InRange(decoded.Count(value => value != 0), 4_990, 5_005);
        Assert.InRange(messages.Sum(message => 8L * message.Length), 5_000 * 32, (long)compressor.Describe<float>().Bits + (messages.Length * 8 * 32));
    }
}
