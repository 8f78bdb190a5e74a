using System.Threading.RateLimiting;

namespace Starling.Dashboard.Api.Limits;

/// <summary>How often callers may ask, and how many streams they may hold.</summary>
internal sealed class RequestLimits : IDisposable
{
    private const int ChecksAtOnce = 4;
    private const int ChecksWaiting = 1000;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<string> requests;
    private readonly PartitionedRateLimiter<string> failures;
    private readonly PartitionedRateLimiter<string> checks;
    private readonly PartitionedRateLimiter<string> streams;

    public RequestLimits(DashboardSettings settings)
    {
        requests = PartitionedRateLimiter.Create<string, string>(key => Bucket(key, settings.RequestsPerSecond));
        failures = PartitionedRateLimiter.Create<string, string>(key => Bucket(key, settings.RequestsPerSecond));
        checks = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetConcurrencyLimiter(
            key, _ => new ConcurrencyLimiterOptions { PermitLimit = ChecksAtOnce, QueueLimit = ChecksWaiting }));
        streams = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetConcurrencyLimiter(
            key, _ => new ConcurrencyLimiterOptions { PermitLimit = settings.StreamsPerCaller, QueueLimit = 0 }));
    }

    /// <summary>Whether a caller may make one more request now.</summary>
    public bool TryRequest(string caller)
    {
        using RateLimitLease lease = requests.AttemptAcquire(caller);
        return lease.IsAcquired;
    }

    /// <summary>
    /// A place for one token of an address to be checked; to be disposed with its answer. Few are checked at once, so that a hundred
    /// guesses sent together are not all checked before the first of them counts. Not acquired where too many wait.
    /// </summary>
    public ValueTask<RateLimitLease> EnterTokenCheckAsync(string address, CancellationToken cancellationToken) =>
        checks.AcquireAsync(address, cancellationToken: cancellationToken);

    /// <summary>Whether an address may try one more token: fewer wrong ones came from it than a caller may make requests.</summary>
    /// <remarks>A whole permit must be there: of the part of one that has come back, the next wrong token could not be paid.</remarks>
    public bool MayTryToken(string address) => failures.GetStatistics(address) is not { CurrentAvailablePermits: < 1 };

    /// <summary>A wrong token came from an address.</summary>
    public void CountWrongToken(string address) => failures.AttemptAcquire(address).Dispose();

    /// <summary>A place for one more stream; to be disposed with it. Not acquired where the caller holds too many.</summary>
    public RateLimitLease EnterStream(string caller) => streams.AttemptAcquire(caller);

    public void Dispose()
    {
        requests.Dispose();
        failures.Dispose();
        checks.Dispose();
        streams.Dispose();
    }

    private static RateLimitPartition<string> Bucket(string key, int perSecond) => perSecond == 0
        ? RateLimitPartition.GetNoLimiter(key)
        : RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = checked(2 * perSecond),
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = Period,
            QueueLimit = 0,
            AutoReplenishment = true,
        });
}
