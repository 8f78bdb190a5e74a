using Starling.Grains.Runtime;
using Xunit;

namespace Starling.Grains.Tests.Runtime;

public sealed class CallsTests
{
    [Fact]
    public void A_call_before_the_first_silo_is_there_is_repeated()
    {
        Assert.True(Calls.IsOutcomeUnknown(new OrleansException(
            "No active nodes are compatible with grain inspector and interface starling.IInspectorGrain version 0. Known nodes with grain type: none. All known nodes compatible with interface version: none")));
        Assert.True(Calls.IsOutcomeUnknown(new TimeoutException()));
        Assert.False(Calls.IsOutcomeUnknown(new OrleansException("No active nodes are compatible with grain inspector: its placement filters leave none of 2.")));
        Assert.False(Calls.IsOutcomeUnknown(new InvalidOperationException("Known nodes with grain type: none")));
    }
}
