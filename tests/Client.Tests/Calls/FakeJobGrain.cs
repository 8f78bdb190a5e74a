using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Client.Tests.Calls;

/// <summary>A job grain whose streams a test prepares.</summary>
internal sealed class FakeJobGrain : IJobGrain
{
    public Queue<IAsyncEnumerable<JobEvent>> Streams { get; } = new();

    public List<long> AskedFrom { get; } = [];

    public JobStatus Status { get; set; } = new() { JobId = "job", Phase = JobPhase.Running };

    public IAsyncEnumerable<JobEvent> WatchAsync(long from, CancellationToken cancellationToken = default)
    {
        AskedFrom.Add(from);
        return Streams.Dequeue();
    }

    public Task<JobStatus?> GetStatusAsync() => Task.FromResult<JobStatus?>(Status);

    public Task<JobStatus> SubmitAsync(JobSpec spec) => throw new NotSupportedException();

    public Task<JobSpec?> GetSpecAsync() => throw new NotSupportedException();

    public Task<ImmutableArray<WorkerSummary>> GetWorkersAsync() => throw new NotSupportedException();

    public Task<ModelLayout?> GetModelLayoutAsync() => throw new NotSupportedException();

    public Task CancelAsync() => throw new NotSupportedException();

    public Task PauseAsync() => throw new NotSupportedException();

    public Task ResumeAsync() => throw new NotSupportedException();

    public Task ExtendAsync(int rounds) => throw new NotSupportedException();

    public Task ForgetAsync() => throw new NotSupportedException();

    public Task AdmitAsync() => throw new NotSupportedException();

    public Task<JobTicket?> PingAsync() => throw new NotSupportedException();

    public Task HandOverAsync(SiloAddress silo) => throw new NotSupportedException();

    public Task ReportAsync(WorkerReport report) => throw new NotSupportedException();
}
