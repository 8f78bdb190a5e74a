using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Directory;

/// <content>How a silo that comes to keep entries gets to know them.</content>
internal sealed partial class DistributedDirectory
{
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Without an answer of every silo that lives, nothing is settled: it is asked again.")]
    private async Task RecoverAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            int version;
            SiloAddress[] hosts;
            lock (_gate)
            {
                version = _partition.Snapshot.Version;
                hosts = [.. _partition.Hosts];
            }

            try
            {
                RecoveryAnswer[] answers = await Task.WhenAll(hosts.Select(host =>
                    _calls.AskAsync<RecoveryQuestion, RecoveryAnswer>(host, SystemOperation.Recover, new RecoveryQuestion(version), AnswerLimit, _stopped.Token)));
                int latest = answers.Select(answer => answer.Version).Append(version).Max();
                if (latest > version) await _membership.ReachAsync(latest, _stopped.Token);
                else if (TrySettle(version, answers)) return;
            }
            catch (Exception exception)
            {
                LogNotRecovered(_logger, version, exception.Message);
                _membership.WantRefresh();
                await Task.Delay(Pause, _time, CancellationToken.None);
            }
        }
    }

    private bool TrySettle(int version, RecoveryAnswer[] answers)
    {
        List<GrainAddress> surplus;
        lock (_gate)
        {
            if (_partition.Snapshot.Version != version) return false;
            surplus = _partition.Recover(answers.SelectMany(answer => answer.Addresses).Concat(OwnFor(_self)));
            _isRecovering = false;
            _settled.TrySetResult();
            LogRecovered(_logger, version, _partition.Count);
        }

        foreach (GrainAddress address in surplus)
        {
            LogSurplus(_logger, address.GrainId, address.Silo);
            if (address.Silo.Equals(_self)) Surplus?.Invoke(address);
            else _calls.Tell(address.Silo, SystemOperation.Deactivate, address);
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The directory keeps {Count} entries since version {Version} of the membership.")]
    private static partial void LogRecovered(ILogger logger, int version, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "The directory waits for the entries of version {Version} of the membership: {Reason}")]
    private static partial void LogNotRecovered(ILogger logger, int version, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} is active twice: the activation on {Silo} ends.")]
    private static partial void LogSurplus(ILogger logger, GrainId grain, SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Information, Message = "The directory's entry of {Grain} could not be removed: {Reason}")]
    private static partial void LogLeftBehind(ILogger logger, GrainId grain, string reason);
}
