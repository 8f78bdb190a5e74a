using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Starling.Algorithms.Errors;
using Starling.Dashboard.Api.Limits;
using Starling.Dashboard.Clusters;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.SignIn;

/// <summary>
/// Asks the cluster whom it takes the bearer of a token for, and remembers a good answer for some seconds: whatever the bearer then
/// does, the cluster checks again. Tokens it does not remember are checked a few at a time for an address, and no more of them once
/// too many were wrong: they cannot be guessed fast, by whichever door.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="limits">How fast an address may show wrong tokens.</param>
/// <param name="time">The clock.</param>
/// <remarks>Safe for several threads. Of a token only its hash is kept.</remarks>
internal sealed class CallerBook(ICluster cluster, RequestLimits limits, TimeProvider time)
{
    private const int MostKnown = 10_000;
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (CallerInfo Info, long Asked)> known = new(StringComparer.Ordinal);

    /// <summary>The caller with a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StarlingException">
    /// STAR0601: the cluster does not accept it; STAR0603: too many wrong tokens came from the address; STAR0405: the cluster does not answer.
    /// </exception>
    public async Task<Caller> FindAsync(string token, string address, CancellationToken cancellationToken)
    {
        if (!cluster.AsksForTokens)
            return Caller.Anybody;

        string key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (known.TryGetValue(key, out (CallerInfo Info, long Asked) entry) && time.GetElapsedTime(entry.Asked) < GoodFor)
            return new Caller(entry.Info, token);

        known.TryRemove(key, out _);
        CallerInfo info = await AskAsync(token, address, cancellationToken);
        if (known.Count >= MostKnown)
            known.Clear();
        known[key] = (info, time.GetTimestamp());
        return new Caller(info, token);
    }
    private async Task<CallerInfo> AskAsync(string token, string address, CancellationToken cancellationToken)
    {
        using RateLimitLease place = await limits.EnterTokenCheckAsync(address, cancellationToken);
        if (!place.IsAcquired || !limits.MayTryToken(address))
            throw new StarlingException(ErrorCatalog.TooManyCalls, "Too many wrong tokens came from this address (`Dashboard:RequestsPerSecond`).");
        try
        {
            return await cluster.For(token).WhoAmIAsync(cancellationToken);
        }
        catch (StarlingException refusal) when (refusal.Error == ErrorCatalog.NotAuthenticated)
        {
            limits.CountWrongToken(address);
            throw;
        }
    }
}
