using Starling.GrainInterfaces;

namespace Starling.Grains.Queue;

/// <summary>How the queue speaks to jobs.</summary>
internal interface IJobContact
{
    /// <inheritdoc cref="IJobGrain.AdmitAsync"/>
    Task AdmitAsync(JobTicket job);

    /// <inheritdoc cref="IJobGrain.PingAsync"/>
    Task<JobTicket?> PingAsync(JobTicket job);
}

/// <summary>Speaks to the job grains; one that is activated by it lands on a silo that carries the job's labels.</summary>
internal sealed class JobContact(IGrainFactory grains) : IJobContact
{
    public async Task AdmitAsync(JobTicket job)
    {
        Place(job);
        await grains.GetGrain<IJobGrain>(job.JobId).AdmitAsync();
    }

    public async Task<JobTicket?> PingAsync(JobTicket job)
    {
        Place(job);
        return await grains.GetGrain<IJobGrain>(job.JobId).PingAsync();
    }

    // The context belongs to the flow of the calling method alone.
    private static void Place(JobTicket job)
    {
        if (job.Labels.Length > 0)
            RequestContext.Set(CallContextKeys.Labels, Placement.LabelText.Write(job.Labels));
        else
            RequestContext.Remove(CallContextKeys.Labels);
    }
}
