using Starling.Grains.Security;
using Starling.TestSupport;
using Xunit;

namespace Starling.Grains.Tests.Security;

public sealed class CallRatesTests
{
    private readonly ManualTimeProvider time = new();

    [Fact]
    public void Twice_the_rate_in_a_burst_then_the_rate()
    {
        var rates = new CallRates(10, time);

        Assert.Equal(20, Take(rates, "ada", 100));
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(5, Take(rates, "ada", 100));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(20, Take(rates, "ada", 100));
    }

    [Fact]
    public void Every_bearer_has_a_rate_of_its_own()
    {
        var rates = new CallRates(10, time);
        Take(rates, "ada", 100);

        Assert.Equal(20, Take(rates, "bob", 100));
    }

    [Fact]
    public void Zero_is_no_limit() => Assert.Equal(10_000, Take(new CallRates(0, time), "ada", 10_000));

    [Fact]
    public void Who_has_not_called_for_long_is_forgotten()
    {
        var rates = new CallRates(10, time);
        for (int i = 0; i < 10_000; i++)
            rates.TryTake($"user-{i}");
        time.Advance(TimeSpan.FromMinutes(1));
        rates.TryTake("one more");

        Assert.Equal(1, rates.Count);
    }

    private static int Take(CallRates rates, string name, int calls) => Enumerable.Range(0, calls).Count(_ => rates.TryTake(name));
}
