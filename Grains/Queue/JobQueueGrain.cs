using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Hosting;
using Starling.Grains.Runtime;

namespace Starling.Grains.Queue;

/// <summary>
/// Hosts a <see cref="QueueState"/>. What it decides is stored before a job hears of it; the ETag of the store lets one queue
/// alone decide, whatever a silo that was thought dead may still hold. What cannot be stored ends the activation: the next
/// one reads what is there. Reentrant, since jobs call while the queue calls them.
/// </summary>
[Reentrant]
internal sealed partial class JobQueueGrain : Grain, IJobQueueGrain
{
    /// <summary>All silos tick; more often than so nothing new has to be looked at.</summary>
    private static readonly TimeSpan LeastTick = TimeSpan.FromMilliseconds(400);

    private readonly IPersistentState<QueueRecord> record;
    private readonly JobQueueServices services;
    private readonly ILogger<JobQueueGrain> logger;
    private readonly QueueState state;
    private readonly PingSchedule pings;
    private readonly SerialWriter writer;
    private DateTimeOffset ticked = DateTimeOffset.MinValue;
    private ImmutableArray<SiloReport> newestSilos = [];
    private bool isPassing;
    private bool isPassWanted;
    private bool isBroken;

    public JobQueueGrain(
        [PersistentState("queue", StarlingGrainServices.StorageName)] IPersistentState<QueueRecord> record,
        JobQueueServices services,
        ILogger<JobQueueGrain> logger)
    {
        this.record = record;
        this.services = services;
        this.logger = logger;
        state = new QueueState(services.Options, services.Limits.QueuedJobs, services.Limits.RunningJobsPerSubmitter);
        pings = new PingSchedule(services.Options);
        writer = new SerialWriter(WriteAsync);
    }

    private DateTimeOffset Now => services.Time.GetUtcNow();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        state.Restore(record.State.Entries);
        Measure();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        services.Instruments.Left();
        return Task.CompletedTask;
    }

    public async Task EnqueueAsync(JobTicket ticket)
    {
        (ImmutableArray<SiloReport> silos, bool isComplete) = await SilosAsync();
        try
        {
            if (state.Enqueue(ticket, Now, isComplete ? silos : null))
                await SaveAsync();
            else
                await writer.WriteAsync();
        }
        catch (StarlingException refusal)
        {
            throw Refusals.ToCaller(refusal);
        }

        await PassAsync(silos);
    }

    public async Task UpdateAsync(JobTicket ticket)
    {
        if (await TakeAsync(ticket))
            await PassAsync((await SilosAsync()).Silos);
    }

    public Task<ImmutableArray<JobTicket>> ListAsync(bool includeEnded) => Task.FromResult(state.List(includeEnded));

    public async Task RemoveAsync(string jobId)
    {
        if (!state.Remove(jobId))
            return;

        pings.Forget(jobId);
        await SaveAsync();
        await PassAsync((await SilosAsync()).Silos);
    }

    public async Task TickAsync()
    {
        if (Now - ticked < LeastTick)
            return;

        ticked = Now;
        pings.KeepOnly(jobId => state.Find(jobId) is { Ticket: var ticket } && !ticket.Phase.HasEnded());
        AskJobs();
        if (state.WaitingCount > 0)
            await PassAsync((await SilosAsync()).Silos);
    }

    /// <summary>Admits what fits. What is admitted hears of it once that is stored, and again with every ping until it has begun.</summary>
    private async Task PassAsync(ImmutableArray<SiloReport> silos)
    {
        // One pass at a time: another would count the same free places.
        newestSilos = silos;
        isPassWanted = true;
        if (isPassing)
            return;

        isPassing = true;
        try
        {
            while (isPassWanted && !isBroken)
            {
                isPassWanted = false;
                ImmutableArray<string> admitted = state.Admit(newestSilos, Now);
                if (admitted.Length > 0)
                    await SaveAsync();

                Announce(admitted);
            }
        }
        finally
        {
            isPassing = false;
        }
    }

    private void Announce(ImmutableArray<string> admitted)
    {
        foreach (string jobId in admitted)
        {
            if (state.Find(jobId) is { Ticket.Admitted: { } when } entry)
                services.Instruments.Admitted(when - entry.WaitingSince);

            LogAdmitted(logger, jobId);
            pings.Hurry(jobId, Now);
        }

        if (admitted.Length > 0)
            AskJobs();
    }

    /// <summary>Asks the jobs whose turn it is. Nobody waits for it: a job that does not answer holds nothing up.</summary>
    private void AskJobs()
    {
        if (isBroken)
            return;

        foreach (string jobId in pings.Take(state.Unfinished, Now))
            _ = AskAsync(jobId);
    }

    private async Task AskAsync(string jobId)
    {
        JobTicket? answer = null;
        bool isUnknown = false;
        try
        {
            JobTicket known = state.Find(jobId)!.Ticket;
            if (known is { Admitted: not null, Phase: JobPhase.Queued })
                await services.Jobs.AdmitAsync(known).WaitAsync(services.Options.PingTimeout, services.Time);

            answer = await services.Jobs.PingAsync(known).WaitAsync(services.Options.PingTimeout, services.Time);
            isUnknown = answer is null;
        }
#pragma warning disable CA1031 // A job that cannot be reached now is asked again; the call itself lets it come back.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNoAnswer(logger, jobId, exception.GetType().Name);
        }

        bool isGone = pings.Answered(jobId, isUnknown);
        try
        {
            if (isGone)
            {
                LogGone(logger, jobId);
                await RemoveAsync(jobId);
            }
            else if (answer is not null && state.Find(jobId) is not null)
            {
                await UpdateAsync(answer);
            }
        }
#pragma warning disable CA1031 // Logged where it happened, and the activation ends.
        catch (Exception) when (isBroken)
#pragma warning restore CA1031
        {
        }
    }

    private async Task<bool> TakeAsync(JobTicket ticket)
    {
        bool isNew = state.Update(ticket, Now);
        if (isNew)
            await SaveAsync();

        return isNew;
    }

    /// <summary>The silos, and whether every member of the cluster has told of itself.</summary>
    private async Task<(ImmutableArray<SiloReport> Silos, bool IsComplete)> SilosAsync()
    {
        try
        {
            ImmutableArray<SiloReport> silos = await GrainFactory.GetGrain<IInventoryGrain>(IInventoryGrain.Key).ListAsync();
            int members = services.Members.GetApproximateSiloStatuses(onlyActive: true).Count;
            return (silos, silos.Length > 0 && silos.Length >= members);
        }
        catch (Exception exception) when (Calls.IsOutcomeUnknown(exception))
        {
            // The inventory is on its way to another silo: nothing is admitted until it is there, and nothing refused.
            return ([], false);
        }
    }

    private async Task SaveAsync()
    {
        Measure();
        await writer.WriteAsync();
    }

    private async Task WriteAsync()
    {
        if (isBroken)
            throw new InconsistentStateException("Another activation of the queue has taken over.");

        try
        {
            record.State.Entries = state.Entries;
            await record.WriteStateAsync();
        }
        catch (Exception exception)
        {
            isBroken = true;
            LogNotStored(logger, exception);
            DeactivateOnIdle();
            throw;
        }
    }

    private void Measure() => services.Instruments.Lengths(state.WaitingCount, state.RunningCount);
}
