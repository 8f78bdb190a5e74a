using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Starling.Client;
using Starling.Dashboard.Clusters;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Pages.Tests.Feeds;

/// <summary>A cluster with one job, whose events a test makes.</summary>
internal sealed class FakeCluster : ICluster, IStarlingClient
{
    private Channel<JobEvent> events = Channel.CreateUnbounded<JobEvent>();
    private long next;

    public bool AsksForTokens => false;

    public IStarlingClient Own => this;

    public int Watches { get; private set; }

    public int OpenWatches { get; private set; }

    public long LastFrom { get; private set; }

    public int WorkerQuestions { get; private set; }

    public int Lists { get; private set; }

    public Exception? Trouble { get; set; }

    public JobStatus Status { get; set; } = new() { JobId = "a", Phase = JobPhase.Running };

    public ImmutableArray<SiloReport> Silos { get; set; } = [];

    public IStarlingClient For(string token) => this;

    public JobEvent Happen(string kind, int? round = null, MetricRow? row = null)
    {
        var item = new JobEvent { Sequence = next++, Kind = kind, Message = kind, Round = round, Metrics = row };
        events.Writer.TryWrite(item);
        return item;
    }

    /// <summary>The connection of those who watch breaks, or the job has ended (null).</summary>
    public void Break(Exception? trouble)
    {
        Channel<JobEvent> broken = events;
        events = Channel.CreateUnbounded<JobEvent>();
        broken.Writer.TryComplete(trouble);
    }

    public async IAsyncEnumerable<JobEvent> WatchAsync(string jobId, long from = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Watches++;
        OpenWatches++;
        LastFrom = from;
        try
        {
            await foreach (JobEvent item in events.Reader.ReadAllAsync(cancellationToken))
                yield return item;
        }
        finally
        {
            OpenWatches--;
        }
    }

    public Task<JobStatus> GetStatusAsync(string jobId, CancellationToken cancellationToken = default) => Answer(Status);

    public Task<JobSpec> GetSpecAsync(string jobId, CancellationToken cancellationToken = default) => Answer(new JobSpec { Name = "a", Definition = "{}" });

    public Task<ImmutableArray<WorkerSummary>> GetWorkersAsync(string jobId, CancellationToken cancellationToken = default)
    {
        WorkerQuestions++;
        return Answer<ImmutableArray<WorkerSummary>>([new WorkerSummary()]);
    }

    public Task<ImmutableArray<JobTicket>> ListJobsAsync(bool includeEnded = false, CancellationToken cancellationToken = default)
    {
        Lists++;
        return Answer<ImmutableArray<JobTicket>>([new JobTicket { JobId = "a", Name = "a", Phase = Status.Phase }]);
    }

    public Task<ImmutableArray<SiloReport>> GetSilosAsync(CancellationToken cancellationToken = default) => Answer(Silos);

    public Task<string> SubmitAsync(JobSpec spec, string? jobId = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task PauseAsync(string jobId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task ResumeAsync(string jobId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task ExtendAsync(string jobId, int rounds, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CancelAsync(string jobId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task ForgetAsync(string jobId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<CallerInfo> WhoAmIAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ModelStream> OpenModelAsync(string jobId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Answer<T>(T value) => Trouble is null ? Task.FromResult(value) : Task.FromException<T>(Trouble);
}
