using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Orleans.Clients;

/// <summary>Gateways that do not change.</summary>
internal sealed class StaticGatewayListProvider(IOptions<StaticGatewayListProviderOptions> options, IOptions<GatewayOptions> gateways) : IGatewayListProvider
{
    public TimeSpan MaxStaleness => gateways.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public Task<IList<Uri>> GetGateways() => Task.FromResult<IList<Uri>>(options.Value.Gateways);
}

/// <summary>Tries again what a filter of the host says.</summary>
internal sealed class DelegateRetryFilter(Func<Exception, CancellationToken, Task<bool>> filter) : IClientConnectionRetryFilter
{
    public Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken) => filter(exception, cancellationToken);
}

/// <summary>Tries again fifteen times, a second and a half later, then three, and so on.</summary>
internal sealed class LinearBackoffRetryFilter : IClientConnectionRetryFilter
{
    private const int Attempts = 15;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1.5);
    private int _attempt;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (_attempt >= Attempts || exception is not Runtime.OrleansMessageRejectionException) return false;
        await Task.Delay(Step * ++_attempt, cancellationToken);
        return true;
    }
}
