using System.Diagnostics;
using Starling.Dashboard.Api.Limits;
using Xunit;

namespace Starling.Dashboard.Tests;

public sealed class RequestLimitsTests
{
    [Fact]
    public void Wrong_tokens_are_borne_at_the_rate_and_no_faster()
    {
        const int PerSecond = 4;
        using var limits = new RequestLimits(new DashboardSettings { RequestsPerSecond = PerSecond });
        var clock = Stopwatch.StartNew();
        int tried = 0;
        while (clock.Elapsed < TimeSpan.FromMilliseconds(400))
        {
            if (!limits.MayTryToken("here"))
                continue;

            limits.CountWrongToken("here");
            tried++;
        }

        Assert.InRange(tried, 2 * PerSecond, (2 * PerSecond) + 1 + (PerSecond * clock.Elapsed.TotalSeconds));
        Assert.True(limits.MayTryToken("elsewhere"));
    }
}
