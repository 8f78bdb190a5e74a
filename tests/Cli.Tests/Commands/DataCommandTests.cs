using Xunit;

namespace Starling.Cli.Tests.Commands;

public sealed class DataCommandTests : IDisposable
{
    private readonly FakeHost fake = new();

    public void Dispose() => fake.Dispose();

    [Fact]
    public async Task A_data_set_is_described()
    {
        Assert.Equal(0, await fake.InvokeAsync("data", "synthetic"));
        Assert.Contains("Training rows", fake.Out, StringComparison.Ordinal);
        Assert.Matches(@"Features +60\b", fake.Out);
        Assert.Matches(@"Classes +10\b", fake.Out);
        Assert.DoesNotContain("Rows a worker", fake.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partition_is_shown_worker_by_worker()
    {
        Assert.Equal(0, await fake.InvokeAsync("data", "synthetic", "--partition", "{kind: pathological}", "--workers", "4", "--seed", "3"));
        Assert.Contains("pathological  among 4 workers, seed 3", fake.Out, StringComparison.Ordinal);
        Assert.Contains("Rows a worker", fake.Out, StringComparison.Ordinal);
        Assert.Equal(4, fake.OutLines.SkipWhile(line => !line.Contains("Worker", StringComparison.Ordinal)).Count(line => line.Contains('█')));
    }

    [Fact]
    public async Task Many_workers_are_cut_unless_all_are_wanted()
    {
        Assert.Equal(0, await fake.InvokeAsync("data", "synthetic", "--workers", "40"));
        Assert.Contains("and 10 more; --all lists them", fake.Out, StringComparison.Ordinal);

        using var all = new FakeHost();
        Assert.Equal(0, await all.InvokeAsync("data", "synthetic", "--workers", "40", "--all"));
        Assert.DoesNotContain("--all", all.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data: STAR0106: ", "bogus")]
    [InlineData("data.partition: STAR0106: ", "synthetic", "--partition", "bogus")]
    [InlineData("workers.count: STAR0105: ", "synthetic", "--workers", "0")]
    public async Task A_mistake_is_refused_by_its_field(string expected, params string[] arguments)
    {
        Assert.Equal(2, await fake.InvokeAsync(["data", .. arguments]));
        Assert.StartsWith(expected, fake.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_line_is_wider_than_the_terminal()
    {
        Assert.Equal(0, await fake.InvokeAsync("data", "synthetic", "--partition", "natural", "--workers", "12"));
        Assert.All(fake.OutLines, line => Assert.True(line.Length <= 80, line));
    }
}
