using System.Text.RegularExpressions;
using Starling.Algorithms.Accelerators.Cuda;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Kernels;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Accelerators.Cuda;

public sealed partial class KernelSourceTests
{
    private static readonly string[] Shared = ["common", "random"];

    public static TheoryData<CoordinateRule, int, bool, int> Shapes
    {
        get
        {
            var data = new TheoryData<CoordinateRule, int, bool, int>();
            foreach (CoordinateRule rule in Enum.GetValues<CoordinateRule>().Where(rule => rule != CoordinateRule.Mean))
            {
                foreach (int count in new[] { 2, 3, 20, 33 })
                {
                    data.Add(rule, count, false, 4);
                    data.Add(rule, count, true, 8);
                }
            }

            return data;
        }
    }

    [Fact]
    public void Every_kernel_that_is_started_is_in_a_file()
    {
        string[] entries = [.. KernelSource.Files.Except(Shared).SelectMany(file => KernelSource.Of(file, 4).Entries)];
        string[] started =
        [
            .. Directory.EnumerateFiles(Repository.PathOf("Algorithms/Accelerators/Cuda"), "*.cs")
                .SelectMany(file => Started().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)),
        ];

        Assert.NotEmpty(started);
        Assert.Empty(started.Except(entries));
        Assert.Equal(entries.Distinct().Order(), entries.Order());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Coordinate_rules_are_written_whole(CoordinateRule rule, int count, bool isMixed, int elementBytes)
    {
        var plan = CoordinatePlan.Of(rule, count, (count - 1) / 4, count - ((count - 1) / 4));
        string text = CoordinateSource.Of(plan, count, isMixed, elementBytes).Text;

        Assert.DoesNotContain("//@", text, StringComparison.Ordinal);
        Assert.Equal(SortingNetwork.Work(plan.Comparators), Compared().Count(text));
        Assert.Equal(text.Count(letter => letter == '{'), text.Count(letter => letter == '}'));
        Assert.Equal(text.Count(letter => letter == '('), text.Count(letter => letter == ')'));
        Assert.Equal(isMixed ? count * count : 0, text.Split("= fused(weights[").Length - 1);
    }

    [Fact]
    public void A_source_is_made_once()
    {
        Assert.Same(KernelSource.Of("weighted_sum", 4), KernelSource.Of("weighted_sum", 4));
        Assert.NotSame(KernelSource.Of("weighted_sum", 4), KernelSource.Of("weighted_sum", 8));
        Assert.Same(GramSource.Of(7), GramSource.Of(7));
    }

    [Fact]
    public void Columns_of_many_values_find_no_registers()
    {
        Assert.True(CoordinateSource.Fits(64, 64, isMixed: false));
        Assert.False(CoordinateSource.Fits(65, 65, isMixed: false));
        Assert.True(CoordinateSource.Fits(32, 32, isMixed: true));
        Assert.False(CoordinateSource.Fits(33, 33, isMixed: true));
    }

    [GeneratedRegex("Launch\\(\\s*\"([a-z_]+)\"")]
    private static partial Regex Started();

    [GeneratedRegex("const REAL v[0-9]+ = (lower|upper)\\(")]
    private static partial Regex Compared();
}
