using Starling.Algorithms.Attacks;
using Starling.Algorithms.Data;
using Starling.Algorithms.Tests.Models;
using Xunit;

namespace Starling.Algorithms.Tests.Attacks;

public sealed class AugmentationNoiseTests
{
    /// <summary>Two images of 3 x 3 pixels, numbered row by row.</summary>
    private static readonly MemoryDataset Images = new([.. Enumerable.Range(0, 18).Select(value => (double)value)], [1, 2], 10);

    [Fact]
    public void The_cat_map_moves_every_pixel_to_another_place()
    {
        // Pixel (row, column) is read from (row + column, row + 2 column), both modulo 3.
        Assert.Equal([0, 5, 7, 4, 6, 2, 8, 1, 3], Rows(new AugmentationAttackOptions { Map = PixelMap.Cat, Deviation = 0 }, 0));
    }

    [Fact]
    public void The_flow_stands_still_at_no_time_and_at_its_corner()
    {
        Assert.Equal(Rows(0), Rows(new AugmentationAttackOptions { Time = 0, Deviation = 0 }, 0));
        double[] moved = Rows(new AugmentationAttackOptions { Deviation = 0 }, 1);
        Assert.Equal(9, moved[0]);
        Assert.NotEqual(Rows(1), moved);
        Assert.All(moved, value => Assert.InRange(value, 9, 17));
    }

    [Fact]
    public void Noise_belongs_to_the_row_and_the_seed()
    {
        var noisy = new AugmentationAttackOptions { Map = PixelMap.None, Deviation = 1 };
        Assert.Equal(Rows(noisy, 0, 1)[9..], Rows(noisy, 1));
        Assert.NotEqual(Rows(noisy, 1), Rows(noisy with { Deviation = 2 }, 1));
        double[] other = new double[9];
        noisy.CreateWorker().SeenBy(Images, seed: 2).CopyRows([1], other);
        Assert.NotEqual(Rows(noisy, 1), other);
    }

    private static double[] Rows(AugmentationAttackOptions options, params int[] rows) => Copy(options.CreateWorker().SeenBy(Images, seed: 1), rows);

    private static double[] Rows(params int[] rows) => Copy(Images, rows);

    private static double[] Copy(Dataset data, int[] rows)
    {
        double[] values = new double[rows.Length * data.FeatureCount];
        data.CopyRows(rows, values);
        return values;
    }
}
