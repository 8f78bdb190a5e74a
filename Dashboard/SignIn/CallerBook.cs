using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Starling.Algorithms.Errors;
using Starling.Dashboard.Clusters;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.SignIn;

/// <summary>
/// Asks the cluster whom it takes the bearer of a token for, and remembers a good answer for some seconds: whatever the bearer then
/// does, the cluster checks again.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="time">The clock.</param>
/// <remarks>Safe for several threads. Of a token only its hash is kept.</remarks>
public sealed class CallerBook(ICluster cluster, TimeProvider time)
{
    private const int MostKnown = 10_000;
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (CallerInfo Info, long Asked)> known = new(StringComparer.Ordinal);

    /// <summary>The caller with a token.</summary>
    /// <exception cref="StarlingException">STAR0601: the cluster does not accept it; STAR0405: the cluster does not answer.</exception>
    public async Task<Caller> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (!cluster.AsksForTokens)
            return Caller.Anybody;

        string key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (known.TryGetValue(key, out (CallerInfo Info, long Asked) entry) && time.GetElapsedTime(entry.Asked) < GoodFor)
            return new Caller(entry.Info, token);

        known.TryRemove(key, out _);
        CallerInfo info = await cluster.For(token).WhoAmIAsync(cancellationToken);
        if (known.Count >= MostKnown)
            known.Clear();
        known[key] = (info, time.GetTimestamp());
        return new Caller(info, token);
    }
}
