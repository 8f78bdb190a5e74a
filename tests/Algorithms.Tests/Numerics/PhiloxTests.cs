using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

/// <summary>The known answers published with Random123 (kat_vectors, philox4x32, 10 rounds).</summary>
public class PhiloxTests
{
    [Theory]
    [InlineData(new uint[] { 0, 0, 0, 0 }, new uint[] { 0, 0 }, new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(
        new uint[] { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, new uint[] { 0xffffffff, 0xffffffff },
        new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [InlineData(
        new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, new uint[] { 0xa4093822, 0x299f31d0 },
        new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void KnownAnswers(uint[] counter, uint[] key, uint[] expected)
    {
        uint[] words = [.. counter];

        Philox4x32.Apply(ref words[0], ref words[1], ref words[2], ref words[3], key[0], key[1]);

        Assert.Equal(expected, words);
    }

    [Fact]
    public void AStreamIsTheBlocksOfItsAddress()
    {
        var stream = new RandomStream(0x299f31d0_a4093822, RandomPurpose.Partition, participant: 17, round: 5);
        for (uint block = 0; block < 5; block++)
        {
            uint[] words = [block, (uint)RandomPurpose.Partition, 17, 5];
            Philox4x32.Apply(ref words[0], ref words[1], ref words[2], ref words[3], 0xa4093822, 0x299f31d0);
            foreach (uint word in words)
                Assert.Equal(word, stream.NextUInt32());
        }
    }
}
