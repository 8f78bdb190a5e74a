using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Directory;
using Orleans.Runtime.MembershipService;

namespace Orleans.Runtime.Activations;

/// <content>
/// The beginning and the end of a silo. It listens, joins, and is active; when it stops it hands its grains on while it still
/// answers, then is dead for the others, then closes. Where the membership says that it is dead it ends at once.
/// </content>
internal sealed partial class SiloRuntime
{
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaveLimitOfDevelopment = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        GrainManifest.Scan();
        IMembershipTable table = Services.GetService<IMembershipTable>() ?? (_primary is null
            ? throw new OrleansConfigurationException("Clustering has not been configured: call UseLocalhostClustering, UseDevelopmentClustering or UseAdoNetClustering.")
            : new DevelopmentMembershipTable(SystemCalls, Address, _primary, ClusterId));
        _membership = new MembershipAgent(table, _membershipOptions, SystemCalls, SystemTime, Loggers.CreateLogger("Orleans.Membership"), NewEntry())
        {
            Changed = OnMembershipChanged,
            Fatal = OnDeclaredDead,
            HeardOf = HeardOf,
        };
        _directory = new DistributedDirectory(Address, _membership, SystemCalls, SystemTime, Loggers.CreateLogger("Orleans.Directory")) { Surplus = OnSurplus };
        _loads = new LoadPublisher(this);
        try
        {
            await ListenAsync(cancellationToken);
            await _membership.JoinAsync(cancellationToken);
        }
        catch
        {
            await LeaveAsync(SiloStatus.Dead);
            await CloseAsync();
            throw;
        }

        _collecting = CollectAsync();
        _loads.Start(_stopped.Token);
        LogStarted(Logger, Name, Address, ClusterId);
    }

    /// <summary>
    /// Stops the silo: its grains are deactivated, and calls that wait for them go on elsewhere. With a cancelled token grains
    /// are abandoned.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (CurrentStatus is SiloStatus.Created or SiloStatus.Dead) return;
        bool isGraceful = !cancellationToken.IsCancellationRequested;
        await _stopped.CancelAsync();
        await _collecting;
        Gateway.SayGoodbye();
        if (isGraceful)
        {
            await LeaveAsync(SiloStatus.ShuttingDown);
            try
            {
                await Catalog.DeactivateAllAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                isGraceful = false;
            }
        }

        if (!isGraceful) Abandon();
        await LeaveAsync(SiloStatus.Dead);
        await CloseAsync();
        LogStopped(Logger, Name, Address);
    }

    public override void Dispose()
    {
        _network?.Dispose();
        _membership?.Dispose();
        _directory?.Dispose();
        _stopped.Dispose();
        base.Dispose();
    }

    private MembershipEntry NewEntry() => new()
    {
        SiloAddress = Address,
        SiloName = Name,
        HostName = DnsHostName,
        ProxyPort = GatewayPort,
        Status = SiloStatus.Created,
        SuspectTimes = [],
    };

    private void OnMembershipChanged(MembershipSnapshot previous, MembershipSnapshot current)
    {
        SetStatus(current.StatusOf(Address));
        _directory!.Apply(current);
        foreach (SiloAddress silo in previous.Entries.Keys)
        {
            if (current.StatusOf(silo) is SiloStatus.Dead or SiloStatus.None && previous.StatusOf(silo) is not SiloStatus.Dead) OnSiloDead(silo);
        }

        foreach (MembershipEntry entry in current.Entries.Values)
        {
            if (entry.Status == SiloStatus.Dead && !previous.Entries.ContainsKey(entry.SiloAddress)) OnSiloDead(entry.SiloAddress);
        }
    }

    private void SetStatus(SiloStatus status)
    {
        lock (_statusGate)
        {
            if (status > CurrentStatus) CurrentStatus = status;
        }
    }

    private void OnSurplus(GrainAddress address)
    {
        if (Catalog.Find(address.GrainId) is { } activation && activation.Id == address.Activation)
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.DirectoryFailure, "The grain is active on another silo too."));
    }

    // The others have given this silo up and may run its grains already: nothing of it may go on.
    private void OnDeclaredDead(string reason)
    {
        _isFatal = true;
        SetStatus(SiloStatus.Dead);
        LogDeclaredDead(Logger, Name, Address, reason);
        _network!.Abort();
        Abandon();
        Pending.Fail(_ => true, message => new SiloUnavailableException($"The local silo is dead, as the membership table has it, and waits no longer for {message}."));
        _directory!.Stop();
        _ = Task.Run(EndAsync);

        async Task EndAsync()
        {
            await _stopped.CancelAsync();
            await _membership!.StopAsync();
            await CloseAsync();
            Services.GetRequiredService<IFatalErrorHandler>().OnFatalException(this, $"The silo {Address} must end: {reason}.");
        }
    }

    private void Abandon()
    {
        foreach (Activation activation in Catalog.All) activation.Abandon();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A silo that cannot say that it leaves is found to be gone.")]
    private async Task LeaveAsync(SiloStatus status)
    {
        if (_isFatal || !_membership!.HasEntered) return;
        bool isDevelopment = Services.GetService<IMembershipTable>() is null;
        try
        {
            using var limit = new CancellationTokenSource(isDevelopment ? LeaveLimitOfDevelopment : LeaveLimit);
            await _membership.SetStatusAsync(status, limit.Token);
        }
        catch (Exception exception)
        {
            LogNotTold(Logger, Name, Address, status, exception.Message);
        }

        SetStatus(status);
    }

    private async Task CloseAsync()
    {
        SetStatus(SiloStatus.Dead);
        await _membership!.StopAsync();
        _directory!.Stop();
        Pending.Fail(_ => true, message => new SiloUnavailableException($"The local silo stops and waits no longer for {message}."));
        if (_network is not null) await _network.DisposeAsync();
    }

    private async Task CollectAsync()
    {
        using var timer = new PeriodicTimer(Collection.CollectionQuantum, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopped.Token)) Catalog.Collect(age: null);
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Name} ({Address}) is active in cluster {Cluster}.")]
    private static partial void LogStarted(ILogger logger, string name, SiloAddress address, string cluster);

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Name} ({Address}) has stopped.")]
    private static partial void LogStopped(ILogger logger, string name, SiloAddress address);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Silo {Name} ({Address}) ends at once: {Reason}.")]
    private static partial void LogDeclaredDead(ILogger logger, string name, SiloAddress address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Name} ({Address}) could not tell the others that it is {Status}: {Reason}")]
    private static partial void LogNotTold(ILogger logger, string name, SiloAddress address, SiloStatus status, string reason);
}
