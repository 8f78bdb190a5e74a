using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Starling.GrainInterfaces;

namespace Starling.Client.Tests.Results;

/// <summary>A cluster that plays a <see cref="SampleRun"/> back.</summary>
public sealed class FakeClient(SampleRun run) : IStarlingClient
{
    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called before every event.</summary>
    public Action<JobEvent> BeforeEvent { get; set; } = _ => { };

    /// <summary>At this event the job waits until it is cancelled.</summary>
    public long? WaitAt { get; set; }

    /// <summary>At this event the job stands still; only a watcher that leaves gets on.</summary>
    public long? StandAt { get; set; }

    public JobStatus Status { get; set; } = run.Status;

    public Func<ModelStream> Model { get; set; } = () => new SampleModel();

    public JobSpec? Submitted { get; private set; }

    public string? SubmittedId { get; private set; }

    public int Cancellations { get; private set; }

    /// <summary>What was asked of jobs, in order: <c>pause ID</c>, ...</summary>
    public List<string> Orders { get; } = [];

    /// <summary>What the calls of a person's orders answer with, where they fail.</summary>
    public Exception? Refusal { get; set; }

    public ImmutableArray<JobTicket> Jobs { get; set; } = [];

    public ImmutableArray<SiloReport> Silos { get; set; } = [];

    public bool IsDisposed { get; private set; }

    public Task<string> SubmitAsync(JobSpec spec, string? jobId = null, CancellationToken cancellationToken = default)
    {
        if (Refusal is not null)
            throw Refusal;

        Submitted = spec;
        SubmittedId = jobId;
        return Task.FromResult(jobId ?? Status.JobId);
    }

    public async IAsyncEnumerable<JobEvent> WatchAsync(
        string jobId, long from = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Refusal is not null)
            throw Refusal;

        foreach (JobEvent item in run.Events.Skip((int)from))
        {
            await Task.Yield();
            BeforeEvent(item);
            if (item.Sequence == StandAt)
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            if (item.Sequence == WaitAt)
            {
                await cancelled.Task.WaitAsync(cancellationToken);
                Status = Status with { Phase = JobPhase.Cancelled, ParametersSha256 = null, Round = item.Round ?? 0 };
                yield return item with { Kind = JobEventKinds.Cancelled, Message = "A person ended the job.", Status = Status };
                yield break;
            }

            yield return item;
        }
    }

    public Task ExtendAsync(string jobId, int rounds, CancellationToken cancellationToken = default)
    {
        if (Refusal is not null)
            throw Refusal;

        Orders.Add($"extend {jobId} {rounds}");
        return Task.CompletedTask;
    }

    public CallerInfo Caller { get; set; } = new();

    public Task<CallerInfo> WhoAmIAsync(CancellationToken cancellationToken = default) =>
        Refusal is null ? Task.FromResult(Caller) : Task.FromException<CallerInfo>(Refusal);

    public Task<JobStatus> GetStatusAsync(string jobId, CancellationToken cancellationToken = default) =>
        Refusal is null ? Task.FromResult(Status) : Task.FromException<JobStatus>(Refusal);

    public Task<JobSpec> GetSpecAsync(string jobId, CancellationToken cancellationToken = default) => Task.FromResult(run.Spec);

    public Task<ImmutableArray<WorkerSummary>> GetWorkersAsync(string jobId, CancellationToken cancellationToken = default) =>
        Task.FromResult(run.Workers);

    public Task<ImmutableArray<JobTicket>> ListJobsAsync(bool includeEnded = false, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<JobTicket>>([.. Jobs.Where(job => includeEnded || !job.Phase.HasEnded())]);

    public Task<ImmutableArray<SiloReport>> GetSilosAsync(CancellationToken cancellationToken = default) => Task.FromResult(Silos);

    public Task PauseAsync(string jobId, CancellationToken cancellationToken = default) => Order($"pause {jobId}");

    public Task ResumeAsync(string jobId, CancellationToken cancellationToken = default) => Order($"resume {jobId}");

    public Task ForgetAsync(string jobId, CancellationToken cancellationToken = default) => Order($"forget {jobId}");

    public Task CancelAsync(string jobId, CancellationToken cancellationToken = default)
    {
        if (Refusal is not null)
            throw Refusal;

        Orders.Add($"cancel {jobId}");
        Cancellations++;
        cancelled.TrySetResult();
        return Task.CompletedTask;
    }

    public Task<ModelStream> OpenModelAsync(string jobId, CancellationToken cancellationToken = default) => Task.FromResult(Model());

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private Task Order(string text)
    {
        if (Refusal is not null)
            return Task.FromException(Refusal);

        Orders.Add(text);
        return Task.CompletedTask;
    }
}
