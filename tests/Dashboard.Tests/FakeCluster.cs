using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Client.Tests.Results;
using Starling.Dashboard.Clusters;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Tests;

/// <summary>A cluster made up of a client that plays a run back; with tokens, one client a token.</summary>
public sealed class FakeCluster : ICluster
{
    private readonly Dictionary<string, FakeClient> byToken = new(StringComparer.Ordinal);

    public SampleRun Run { get; init; } = new(rounds: 5, workers: 120);

    public FakeClient Client => field ??= new FakeClient(Run) { Jobs = [.. Enumerable.Range(0, 7).Select(Ticket)] };

    public bool AsksForTokens => byToken.Count > 0;

    public IStarlingClient Own => Client;

    public FakeClient AddToken(string token, string name, AccessRole role)
    {
        var client = new FakeClient(Run) { Caller = new CallerInfo { Name = name, Role = role } };
        byToken.Add(token, client);
        return client;
    }

    public IStarlingClient For(string token)
    {
        if (!AsksForTokens)
            return Client;

        return byToken.GetValueOrDefault(token)
            ?? new FakeClient(Run) { Refusal = new StarlingException(ErrorCatalog.NotAuthenticated, "The cluster does not know this token.") };
    }

    public static JobTicket Ticket(int number) => new()
    {
        JobId = $"job-{number}",
        Name = number % 2 == 0 ? $"Even-{number}" : $"odd-{number}",
        Submitter = number < 3 ? "sam" : "olga",
        Submitted = new DateTimeOffset(2026, 1, 1, 0, number / 2, 0, TimeSpan.Zero),
        Phase = number < 2 ? JobPhase.Running : JobPhase.Completed,
        Round = 10 * number,
    };
}
