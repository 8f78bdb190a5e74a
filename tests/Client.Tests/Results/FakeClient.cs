using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Starling.GrainInterfaces;

namespace Starling.Client.Tests.Results;

/// <summary>A cluster that plays a <see cref="SampleRun"/> back.</summary>
public sealed class FakeClient(SampleRun run) : IStarlingClient
{
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called before every event.</summary>
    public Action<JobEvent> BeforeEvent { get; set; } = _ => { };

    /// <summary>At this event the job waits until it is cancelled.</summary>
    public long? WaitAt { get; set; }

    public JobStatus Status { get; set; } = run.Status;

    public Func<ModelStream> Model { get; set; } = () => new SampleModel();

    public JobSpec? Submitted { get; private set; }

    public int Cancellations { get; private set; }

    public Task<string> SubmitAsync(JobSpec spec, string? jobId = null, CancellationToken cancellationToken = default)
    {
        Submitted = spec;
        return Task.FromResult(Status.JobId);
    }

    public async IAsyncEnumerable<JobEvent> WatchAsync(
        string jobId, long from = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (JobEvent item in run.Events.Skip((int)from))
        {
            await Task.Yield();
            BeforeEvent(item);
            if (item.Sequence == WaitAt)
            {
                await _cancelled.Task.WaitAsync(cancellationToken);
                Status = Status with { Phase = JobPhase.Cancelled, ParametersSha256 = null, Round = item.Round ?? 0 };
                yield return item with { Kind = JobEventKinds.Cancelled, Message = "A person ended the job.", Status = Status };
                yield break;
            }

            yield return item;
        }
    }

    public Task<JobStatus> GetStatusAsync(string jobId, CancellationToken cancellationToken = default) => Task.FromResult(Status);

    public Task<JobSpec> GetSpecAsync(string jobId, CancellationToken cancellationToken = default) => Task.FromResult(run.Spec);

    public Task<ImmutableArray<WorkerSummary>> GetWorkersAsync(string jobId, CancellationToken cancellationToken = default) =>
        Task.FromResult(run.Workers);

    public Task CancelAsync(string jobId, CancellationToken cancellationToken = default)
    {
        Cancellations++;
        _cancelled.TrySetResult();
        return Task.CompletedTask;
    }

    public Task<ModelStream> OpenModelAsync(string jobId, CancellationToken cancellationToken = default) => Task.FromResult(Model());
}
