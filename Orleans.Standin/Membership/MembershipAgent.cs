using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.MembershipService;

/// <summary>A membership on its way between silos.</summary>
[GenerateSerializer]
internal sealed record SnapshotMessage(int Version, List<MembershipEntry> Entries);

/// <summary>
/// A silo's part in the membership: it joins, keeps up with the table, says that it lives, watches others, and leaves. The table
/// decides: a change is written only where nobody else has written since it was read, and what a silo believes is always a
/// version of the table, got by reading it or from a silo that has read it. Versions only go up. A silo that finds itself dead
/// ends.
/// </summary>
internal sealed partial class MembershipAgent : IDisposable
{
    private static readonly TimeSpan GossipLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromMilliseconds(200);

    private readonly IMembershipTable _table;
    private readonly ClusterMembershipOptions _options;
    private readonly SystemCalls _calls;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MembershipEntry _self;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _refreshWanted = new(0);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _stopped = new();
    private readonly List<Task> _running = [];
    private volatile MembershipSnapshot _snapshot = MembershipSnapshot.Empty;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isFatal;
    private bool _isDisposed;

    public MembershipAgent(
        IMembershipTable table, ClusterMembershipOptions options, SystemCalls calls, TimeProvider time, ILogger logger, MembershipEntry self)
    {
        _table = table;
        _options = options;
        _calls = calls;
        _time = time;
        _logger = logger;
        _self = self;
        calls.Handle<Nothing, Nothing>(SystemOperation.Probe, (_, _) => new ValueTask<Nothing>(Nothing.Value));
        calls.Handle<SnapshotMessage, Nothing>(SystemOperation.Gossip, (_, news) =>
        {
            Apply(new MembershipSnapshot(news.Version, news.Entries));
            return new ValueTask<Nothing>(Nothing.Value);
        });
    }

    /// <summary>Called with every new version, in order: the one before, and the new one.</summary>
    public Action<MembershipSnapshot, MembershipSnapshot>? Changed { get; set; }

    /// <summary>Called once where the silo must end, with the reason.</summary>
    public Action<string>? Fatal { get; set; }

    /// <summary>How long ago something arrived from a silo; null where nothing has.</summary>
    public Func<SiloAddress, TimeSpan?>? HeardOf { get; set; }

    public MembershipSnapshot Snapshot => _snapshot;

    /// <summary>Whether the table has an entry of this silo, as far as it knows.</summary>
    public bool HasEntered => _snapshot.Entries.ContainsKey(Self);

    private SiloAddress Self => _self.SiloAddress;

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <summary>Joins the cluster: from here on the silo is active, and knows every other one.</summary>
    /// <exception cref="OrleansException">It could not within <see cref="ClusterMembershipOptions.MaxJoinAttemptTime"/>.</exception>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopped.Token);
        limit.CancelAfter(_options.MaxJoinAttemptTime);
        string obstacle = "the membership table did not answer";
        try
        {
            await RetryAsync(() => _table.InitializeMembershipTable(tryInitTableVersion: true), limit.Token);
            await ChangeAsync(Enter, repeat: true, limit.Token);
            Watch();
            while (await FindUnreachableAsync(limit.Token) is { Count: > 0 } unreachable)
            {
                obstacle = $"these active silos were not reached: {string.Join(", ", unreachable)}";
                LogUnreachable(_logger, string.Join(", ", unreachable));
                await Task.Delay(Shorter(_options.ProbeTimeout, TimeSpan.FromSeconds(1)), _time, limit.Token);
            }

            obstacle = "the membership table did not answer";
            await SetStatusAsync(SiloStatus.Active, limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OrleansException($"The silo {Self} could not join its cluster within {_options.MaxJoinAttemptTime}: {obstacle}.", exception);
        }
    }

    /// <summary>Writes the silo's own status, and tells the others.</summary>
    public async Task SetStatusAsync(SiloStatus status, CancellationToken cancellationToken)
    {
        MembershipSnapshot? written = await ChangeAsync(
            table =>
            {
                if (table.TryGet(Self) is not { } row || row.Item1.Status == SiloStatus.Dead) return null;
                MembershipEntry entry = row.Item1.WithStatus(status);
                entry.IAmAliveTime = Now;
                if (status == SiloStatus.Dead) entry.AddSuspector(Self, Now);
                return (entry, row.Item2);
            },
            repeat: false,
            cancellationToken);
        if (written is not null) await GossipAsync(written);
    }

    /// <summary>Reads the table until its version is at least <paramref name="version"/>.</summary>
    public async Task ReachAsync(int version, CancellationToken cancellationToken)
    {
        while (_snapshot.Version < version)
        {
            await RetryAsync(() => RefreshAsync(cancellationToken), cancellationToken);
            if (_snapshot.Version < version) await Task.Delay(ShortestRefresh, _time, cancellationToken);
        }
    }

    /// <summary>Waits for a version of the membership.</summary>
    public async Task<MembershipSnapshot> WaitForAsync(Func<MembershipSnapshot, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next = Volatile.Read(ref _next).Task;
            MembershipSnapshot snapshot = _snapshot;
            if (condition(snapshot)) return snapshot;
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Takes another silo's word that this one is dead: a silo that is dead in one version of the table is so in all later ones.
    /// </summary>
    public void BelieveDead(string reason)
    {
        lock (_gate)
        {
            if (_isFatal || _stopped.IsCancellationRequested || !_snapshot.Entries.ContainsKey(Self)) return;
            _isFatal = true;
        }

        Fatal?.Invoke(reason);
    }

    /// <summary>Has the table read soon: something happened that may be in it.</summary>
    public void WantRefresh()
    {
        lock (_gate)
        {
            if (!_isDisposed && _refreshWanted.CurrentCount == 0) _refreshWanted.Release();
        }
    }

    /// <summary>Stops watching; the silo's status is written by <see cref="SetStatusAsync"/> before or after.</summary>
    public async Task StopAsync()
    {
        await _stopped.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }

        _stopped.Cancel();
        _refreshWanted.Dispose();
        _writing.Dispose();
        _stopped.Dispose();
    }

    /// <summary>Takes a version of the table over where it is newer.</summary>
    public void Apply(MembershipSnapshot snapshot)
    {
        string? reason;
        lock (_gate)
        {
            MembershipSnapshot previous = _snapshot;
            if (_isFatal || snapshot.Version < previous.Version) return;
            if (snapshot.Version == previous.Version)
            {
                _snapshot = snapshot;
                return;
            }

            reason = WhyFatal(previous, snapshot);
            _isFatal = reason is not null;
            _snapshot = snapshot;
            if (reason is null) Changed?.Invoke(previous, snapshot);
        }

        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

        if (reason is not null) Fatal?.Invoke(reason);
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private string? WhyFatal(MembershipSnapshot previous, MembershipSnapshot current)
    {
        if (_stopped.IsCancellationRequested || !previous.Entries.TryGetValue(Self, out MembershipEntry? before) || before.Status == SiloStatus.Dead) return null;
        if (!current.Entries.TryGetValue(Self, out MembershipEntry? entry)) return "its entry is gone from the membership table";
        bool isOwnWish = entry.SuspectTimes?.Exists(vote => vote.Item1.Equals(Self)) ?? false;
        return entry.Status == SiloStatus.Dead && !isOwnWish ? $"the membership table says that it is dead: {entry.ToFullString()}" : null;
    }

    // The first thing that a silo writes: the end of its predecessors, then itself.
    private (MembershipEntry Entry, string? Tag)? Enter(MembershipTableData table)
    {
        MembershipEntry[] entries = [.. table.Members.Select(row => row.Item1)];
        if (MembershipDecisions.Successor(entries, Self) is { } successor)
            throw new OrleansException($"The silo {Self} does not start: a later one is at its endpoint, {successor.SiloAddress}.");
        if (MembershipDecisions.Predecessors(entries, Self).FirstOrDefault() is { } predecessor)
        {
            LogPredecessor(_logger, predecessor.SiloAddress, Self);
            MembershipEntry dead = predecessor.WithStatus(SiloStatus.Dead);
            dead.AddSuspector(Self, Now);
            return (dead, table.TryGet(predecessor.SiloAddress)!.Item2);
        }

        if (table.TryGet(Self) is not null) return null;
        MembershipEntry self = _self.WithStatus(SiloStatus.Joining);
        self.StartTime = self.IAmAliveTime = Now;
        return (self, null);
    }

    // Reads, lets somebody decide, and writes where nothing changed in between: once, or until there is nothing to write.
    private async Task<MembershipSnapshot?> ChangeAsync(
        Func<MembershipTableData, (MembershipEntry Entry, string? Tag)?> decide, bool repeat, CancellationToken cancellationToken)
    {
        MembershipSnapshot? written = null;
        await _writing.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                MembershipTableData table = await RetryAsync(() => _table.ReadAll().WaitAsync(cancellationToken), cancellationToken);
                Apply(MembershipSnapshot.Of(table));
                if (_isFatal || decide(table) is not { } change) return written;
                TableVersion next = table.Version.Next();
                bool ok = await RetryOnceAsync(() => change.Tag is null ? _table.InsertRow(change.Entry, next) : _table.UpdateRow(change.Entry, change.Tag, next), cancellationToken);
                if (ok)
                {
                    IEnumerable<MembershipEntry> others = table.Members.Select(row => row.Item1).Where(entry => !entry.SiloAddress.Equals(change.Entry.SiloAddress));
                    written = new MembershipSnapshot(next.Version, others.Append(change.Entry).Select(entry => entry.Copy()));
                    Apply(written);
                    if (!repeat) return written;
                    continue;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(10, 100)), _time, cancellationToken);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken) =>
        Apply(MembershipSnapshot.Of(await _table.ReadAll().WaitAsync(_options.ProbeTimeout + GossipLimit, cancellationToken)));

    private async Task<List<SiloAddress>> FindUnreachableAsync(CancellationToken cancellationToken)
    {
        await RetryAsync(() => RefreshAsync(cancellationToken), cancellationToken);
        SiloAddress[] silos = [.. MembershipDecisions.ToReach(_snapshot.Entries.Values, Self, _options, Now)];
        bool[] reached = await Task.WhenAll(silos.Select(silo => ProbeAsync(silo, cancellationToken)));
        return [.. silos.Where((_, index) => !reached[index])];
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Any failure of a probe is a missed probe.")]
    private async Task<bool> ProbeAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.AskAsync<Nothing, Nothing>(silo, SystemOperation.Probe, Nothing.Value, _options.ProbeTimeout, cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task GossipAsync(MembershipSnapshot snapshot)
    {
        if (!_options.UseLivenessGossip) return;
        var news = new SnapshotMessage(snapshot.Version, [.. snapshot.Entries.Values]);
        Task[] told =
        [
            .. snapshot.Entries.Values
                .Where(entry => entry.Status is SiloStatus.Joining or SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping)
                .Where(entry => !entry.SiloAddress.Equals(Self) && !MembershipDecisions.IsStale(entry, _options, Now))
                .Select(entry => (Task)_calls.AskAsync<SnapshotMessage, Nothing>(entry.SiloAddress, SystemOperation.Gossip, news, GossipLimit, CancellationToken.None)),
        ];

        // Who is not reached reads the table later.
        await Task.WhenAll(told).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private Task<bool> RetryAsync(Func<Task> action, CancellationToken cancellationToken) => RetryAsync(
        async () =>
        {
            await action();
            return true;
        },
        cancellationToken);

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A table of somebody else's may throw anything; it is tried again until there is no time left.")]
    private async Task<T> RetryAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await action();
            }
            catch (Exception exception) when (exception is not OrleansConfigurationException && !cancellationToken.IsCancellationRequested)
            {
                LogTable(_logger, attempt, exception.Message);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(100 * attempt, 1000)), _time, cancellationToken);
        }
    }

    // A write that failed may have happened: it is not repeated, the table is read again.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The table is read again, and shows what became of the write.")]
    private async Task<bool> RetryOnceAsync(Func<Task<bool>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await write().WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogTable(_logger, 1, exception.Message);
            return false;
        }
    }
}
