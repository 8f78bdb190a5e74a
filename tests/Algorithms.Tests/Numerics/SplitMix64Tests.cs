using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public sealed class SplitMix64Tests
{
    [Fact]
    public void The_outputs_of_seed_42_are_the_known_ones()
    {
        var generator = new SplitMix64(42);
        Assert.Equal(
            [0xbdd732262feb6e95UL, 0x28efe333b266f103UL, 0x47526757130f9f52UL],
            [generator.Next(), generator.Next(), generator.Next()]);
    }

    [Fact]
    public void Uniform_and_normal_numbers_are_the_known_ones()
    {
        double[] uniform = new double[3];
        double[] normal = new double[3];
        new SplitMix64(42).FillUniform(uniform);
        new SplitMix64(42).FillNormal(normal);

        Near([0.74156488, 0.15991039, 0.27860113], uniform);
        Near([0.88224891, -0.45084988, 0.18835263], normal);
    }

    [Fact]
    public void A_generator_goes_on_from_the_state_of_another()
    {
        var first = new SplitMix64(7);
        first.NextNormal();
        var second = new SplitMix64(first.State);
        Assert.Equal(first.Next(), second.Next());
    }

    [Fact]
    public void Subsets_are_uniform_and_without_repetition()
    {
        var generator = new SplitMix64(5);
        int[] places = new int[7];
        int[] counts = new int[7];
        for (int draw = 0; draw < 7000; draw++)
        {
            generator.Subset(places, 3);
            Assert.Equal([0, 1, 2, 3, 4, 5, 6], places.Order());
            foreach (int place in places.AsSpan(0, 3))
                counts[place]++;
        }

        // Binomial(7000, 3/7): standard deviation 41.
        Assert.All(counts, count => Assert.InRange(count, 3000 - 210, 3000 + 210));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Subset(places, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Subset(places, -1));
    }

    [Fact]
    public void A_subset_is_the_start_of_a_shuffle()
    {
        int[] places = new int[10];
        new SplitMix64(3).Subset(places, 10);
        int[] some = new int[10];
        new SplitMix64(3).Subset(some, 4);
        Assert.Equal(places[..4], some[..4]);
    }

    private static void Near(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 5e-9);
    }
}
