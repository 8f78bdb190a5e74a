using Starling.Algorithms.Data;
using Starling.Cli.Display;
using Xunit;

namespace Starling.Cli.Tests.Display;

public sealed class FeatureStatisticsTests
{
    [Fact]
    public void The_blocks_join_to_the_statistics_of_all_values()
    {
        // So many rows that they take several blocks.
        var data = new Ramp(rows: 700_000);

        FeatureStatistics statistics = FeatureStatistics.Of(data);

        Assert.Equal(1_000_000, statistics.Smallest);
        Assert.Equal(1_000_006, statistics.Largest);
        Assert.Equal(1_000_003, statistics.Mean, 1e-6);
        Assert.Equal(2, statistics.StandardDeviation, 1e-6);
        Assert.Equal(0, statistics.ZeroShare);
    }

    // Values 1,000,000 to 1,000,006 in turn: mean 1,000,003, variance 4.
    private sealed class Ramp(int rows) : Dataset("ramp", 3, 1, new int[rows])
    {
        public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
        {
            for (int i = 0; i < destination.Length; i++)
                destination[i] = T.CreateChecked(1_000_000 + (((rows[i / 3] * 3L) + (i % 3)) % 7));
        }
    }
}
