using Xunit;

namespace Starling.Grains.Tests.Cluster;

/// <summary>Looks again until something holds that a cluster only promises for soon.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await condition())
            await timer.WaitForNextTickAsync(patience.Token);
    }
}
