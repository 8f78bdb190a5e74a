using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime.MembershipService;

/// <content>What goes on while a silo is a member: reading the table, saying that it lives, probing others.</content>
internal sealed partial class MembershipAgent
{
    private readonly Dictionary<SiloAddress, CancellationTokenSource> _monitors = [];

    /// <summary>Votes against a silo, and declares it dead where that is enough.</summary>
    public async Task SuspectAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        Verdict verdict = Verdict.None;
        MembershipSnapshot? written = await ChangeAsync(
            table =>
            {
                (verdict, MembershipEntry? entry) = MembershipDecisions.Suspect(table.Members.Select(row => row.Item1), Self, silo, _options, Now);
                return entry is null ? null : (entry, table.TryGet(silo)!.Item2);
            },
            repeat: false,
            cancellationToken);
        if (written is null) return;
        if (verdict == Verdict.DeclareDead) LogDead(_logger, silo);
        await GossipAsync(written);
    }

    private void Watch()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _running.Add(Task.Run(() => LoopAsync(KeepUpAsync)));
            _running.Add(Task.Run(() => LoopAsync(SayAliveAsync)));
            _running.Add(Task.Run(() => LoopAsync(ChooseMonitorsAsync)));
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A failure ends one round; the next one comes.")]
    private async Task LoopAsync(Func<CancellationToken, Task> round)
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                await round(_stopped.Token);
            }
            catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogTable(_logger, 1, exception.Message);
                await Task.Delay(ShortestRefresh, _time, CancellationToken.None);
            }
        }
    }

    // The table is read when its time comes, and soon after something happened that may be in it.
    private async Task KeepUpAsync(CancellationToken cancellationToken)
    {
        using var sooner = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task wanted = _refreshWanted.WaitAsync(sooner.Token);
        await Task.WhenAny(wanted, Task.Delay(_options.TableRefreshTimeout, _time, sooner.Token));
        await sooner.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        await RefreshAsync(cancellationToken);
        foreach (SiloAddress stuck in MembershipDecisions.StuckJoining(_snapshot, _options, Now)) await SuspectAsync(stuck, cancellationToken);
        await CleanUpAsync();
        await Task.Delay(ShortestRefresh, _time, cancellationToken);
    }

    private DateTime _cleanedUp;

    private async Task CleanUpAsync()
    {
        if (_options.DefunctSiloCleanupPeriod is not { } period || Now - _cleanedUp < period) return;
        _cleanedUp = Now;
        await _table.CleanupDefunctSiloEntries(_time.GetUtcNow() - _options.DefunctSiloExpiration);
    }

    private async Task SayAliveAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_options.IAmAliveTablePublishTimeout, _time, cancellationToken);
        await _table.UpdateIAmAlive(new MembershipEntry { SiloAddress = Self, IAmAliveTime = Now }).WaitAsync(cancellationToken);
    }

    // Also notices where the whole process was stopped: then others may have given it up meanwhile.
    private async Task ChooseMonitorsAsync(CancellationToken cancellationToken)
    {
        HashSet<SiloAddress> chosen = _options.LivenessEnabled ? MembershipDecisions.ToProbe(_snapshot, Self, _options, Now) : [];
        foreach (SiloAddress silo in _monitors.Keys.Where(silo => !chosen.Contains(silo)).ToArray())
        {
            _monitors.Remove(silo, out CancellationTokenSource? monitor);
            await monitor!.CancelAsync();
        }

        foreach (SiloAddress silo in chosen.Where(silo => !_monitors.ContainsKey(silo)))
        {
            var monitor = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _monitors[silo] = monitor;
            _ = MonitorAsync(silo, monitor);
        }

        TimeSpan pause = Shorter(_options.ProbeTimeout / 2, TimeSpan.FromSeconds(1));
        long before = _time.GetTimestamp();
        await Task.Delay(pause, _time, cancellationToken);
        TimeSpan passed = _time.GetElapsedTime(before);
        if (passed < pause + _options.ProbeTimeout) return;
        LogStoodStill(_logger, passed);
        WantRefresh();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A vote that could not be written is tried again after the next missed probe.")]
    private async Task MonitorAsync(SiloAddress silo, CancellationTokenSource monitor)
    {
        int missed = 0;
        TimeSpan period = _options.ProbeTimeout;
        while (!monitor.IsCancellationRequested)
        {
            try
            {
                long start = _time.GetTimestamp();
                missed = await ProbeAsync(silo, monitor.Token) ? 0 : missed + 1;
                bool isHeard = _options.EnableConnectionLivenessCheck && HeardOf?.Invoke(silo) is { } ago && ago < period * (_options.NumMissedProbesLimit - 1);
                if (missed >= _options.NumMissedProbesLimit && !isHeard)
                {
                    LogSuspected(_logger, silo, missed);
                    await SuspectAsync(silo, monitor.Token);
                }

                TimeSpan rest = period - _time.GetElapsedTime(start);
                if (rest > TimeSpan.Zero) await Task.Delay(rest, _time, monitor.Token);
            }
            catch (OperationCanceledException) when (monitor.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                LogTable(_logger, 1, exception.Message);
            }
        }

        monitor.Dispose();
    }
}
