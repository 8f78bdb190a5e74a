using Starling.Algorithms.Accelerators.Cuda;
using Xunit;

namespace Starling.Algorithms.Tests.Accelerators.Cuda;

public sealed class GramSourceTests
{
    // What one group of threads may have on a device of compute capability 8.0 or above, less what the kernel declares.
    private const int MostSharedBytes = 96 * 1024;

    public static TheoryData<int> Rows => [.. Enumerable.Range(1, GramSource.MostRows)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_pair_is_in_one_part(int rows)
    {
        (int, int)[] expected = [.. Enumerable.Range(0, rows).SelectMany(i => Enumerable.Range(i, rows - i).Select(j => (i, j)))];

        Assert.Equal(expected, GramSource.Of(rows).Parts.SelectMany(part => part).Order());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Rows_with_themselves_come_first_and_fit_the_first_chunk(int rows)
    {
        foreach (IReadOnlyList<(int I, int J)> part in GramSource.Of(rows).Parts)
        {
            int diagonals = part.Count(pair => pair.I == pair.J);

            Assert.InRange(diagonals, 0, 16);
            Assert.All(part.Take(diagonals), pair => Assert.Equal(pair.I, pair.J));
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_pair_is_a_product_that_is_written_once(int rows)
    {
        string text = GramSource.Of(rows).Kernels.Text;
        int products = GramSource.Of(rows).Parts.Sum(part => part.Count);

        Assert.Equal(products, text.Split("= __fmaf_rn(x").Length - 1);
        Assert.DoesNotContain("//@", text, StringComparison.Ordinal);
        Assert.InRange(GramSource.Of(rows).SharedBytes, 1, MostSharedBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(GramSource.MostRows + 1)]
    public void Other_numbers_of_rows_are_refused(int rows) => Assert.Throws<ArgumentOutOfRangeException>(() => GramSource.Of(rows));
}
