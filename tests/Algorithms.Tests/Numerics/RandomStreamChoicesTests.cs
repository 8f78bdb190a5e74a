using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public class RandomStreamChoicesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void PermutationsHoldEverythingOnce(int n)
    {
        var stream = new RandomStream(1, RandomPurpose.Minibatches);
        Assert.Equal(Enumerable.Range(0, n), stream.Permutation(n).Order());
    }

    [Fact]
    public void AllOrdersOfThreeAreEquallyLikely()
    {
        var stream = new RandomStream(2, RandomPurpose.Minibatches);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 60_000; i++)
        {
            string order = string.Concat(stream.Permutation(3));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 9500, 10500));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(5, 5)]
    [InlineData(100, 10)]
    [InlineData(64, 63)]
    [InlineData(100_000, 1000)]
    public void ChoicesAreDistinctAndAscending(int n, int k)
    {
        var stream = new RandomStream(3, RandomPurpose.Participation);
        int[] chosen = new int[k + 2];
        chosen.AsSpan(k).Fill(-7);

        stream.Choose(n, k, chosen);

        for (int i = 0; i < k; i++)
            Assert.InRange(chosen[i], i == 0 ? 0 : chosen[i - 1] + 1, n - 1);
        Assert.Equal([-7, -7], chosen[k..]);
    }

    [Fact]
    public void AllSubsetsAreEquallyLikely()
    {
        var stream = new RandomStream(4, RandomPurpose.Participation);
        var counts = new Dictionary<(int, int), int>();
        int[] chosen = new int[2];
        for (int i = 0; i < 60_000; i++)
        {
            stream.Choose(4, 2, chosen);
            (int, int) pair = (chosen[0], chosen[1]);
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 9500, 10500));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(3, 4)]
    [InlineData(3, -1)]
    public void ImpossibleChoicesAreRefused(int n, int k) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            var stream = new RandomStream(5, RandomPurpose.Participation);
            stream.Choose(n, k, new int[10]);
        });

    [Fact]
    public void AShortDestinationIsRefused() =>
        Assert.Throws<ArgumentException>(() =>
        {
            var stream = new RandomStream(5, RandomPurpose.Participation);
            stream.Choose(10, 4, new int[3]);
        });
}
