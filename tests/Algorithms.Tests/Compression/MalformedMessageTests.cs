using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Tests.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression;

/// <summary>Nothing that comes in is trusted: a damaged message is refused under its number, or is a message of another vector.</summary>
public sealed class MalformedMessageTests
{
    private const int Trials = 400;

    public static TheoryData<string> Names => [.. Codec.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_that_ends_early_or_late_is_refused(string name)
    {
        ICompressor compressor = Codec.Find(name);
        foreach (int dimension in (int[])[1, 65, 300])
        {
            byte[] message = Codec.Encode(compressor, TestVectors.Normal<float>(dimension, 1));
            for (int length = 0; length < message.Length; length++)
                Assert.False(IsDecoded<float>(compressor, message[..length], dimension), $"{length} of {message.Length} bytes");
            Assert.False(IsDecoded<float>(compressor, [.. message, 0], dimension));
            Assert.False(IsDecoded<float>(compressor, message, dimension + 1));
            Assert.False(IsDecoded<double>(compressor, message, dimension));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Flipped_bits_are_refused_or_give_finite_numbers(string name)
    {
        ICompressor compressor = Codec.Find(name);
        (byte[] Message, int Dimension, bool IsDouble)[] messages =
        [
            .. from dimension in (int[])[1, 9, 65, 300]
               from number in (int[])[0, 1]
               from isDouble in (bool[])[false, true]
               select (isDouble ? Codec.Encode(compressor, Input<double>(dimension, number)) : Codec.Encode(compressor, Input<float>(dimension, number)), dimension, isDouble),
        ];
        Gen<(int Which, (int Bit, bool IsHeader)[] Flips)> damage =
            from which in Gen.Choose(0, messages.Length - 1)
            from count in Gen.Choose(1, 4)
            from flips in (from bit in Gen.Choose(0, int.MaxValue) from isHeader in Gen.Elements(true, false) select (bit, isHeader)).ArrayOf(count)
            select (which, flips);
        Prop.ForAll(damage.ToArbitrary(), sample =>
        {
            (byte[] message, int dimension, bool isDouble) = messages[sample.Which];
            byte[] damaged = [.. message];
            foreach ((int bit, bool isHeader) in sample.Flips)
            {
                int at = bit % (8 * (isHeader ? Math.Min(28, damaged.Length) : damaged.Length));
                damaged[at / 8] ^= (byte)(1 << (at % 8));
            }

            if (isDouble)
                IsDecoded<double>(compressor, damaged, dimension);
            else
                IsDecoded<float>(compressor, damaged, dimension);
        }).Check(Config.QuickThrowOnFailure.WithReplay(1, 3).WithMaxTest(Trials).WithQuietOnSuccess(true));
    }

    private static T[] Input<T>(int dimension, int number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        number == 0 ? TestVectors.Normal<T>(dimension, 1) : [.. Enumerable.Range(0, dimension).Select(i => i % 50 == 0 ? T.One : T.Zero)];

    /// <summary>Decodes, counts and adds; whatever is thrown but STAR0504 fails the test.</summary>
    private static bool IsDecoded<T>(ICompressor compressor, byte[] message, int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] sums = new double[dimension];
        bool isAdded = IsAccepted(() => compressor.DecodeAdd<T>(message, 1, sums));
        bool isCounted = IsAccepted(() => compressor.BitsOf(message));
        bool isDecoded = IsAccepted(() => Assert.All(Codec.Decode<T>(compressor, message, dimension), element => Assert.True(T.IsFinite(element))));
        Assert.Equal(isDecoded, isAdded);
        Assert.True(isCounted || !isDecoded);
        if (!isAdded)
            Assert.All(sums, sum => Assert.Equal(0, sum));
        return isDecoded;
    }

    private static bool IsAccepted(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (StarlingException refused)
        {
            Assert.Same(ErrorCatalog.MessageMalformed, refused.Error);
            return false;
        }
    }
}
