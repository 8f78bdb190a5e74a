using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>
/// One round as the job sees it: who was asked, who answered, whose update counts. Pure: it is told what happened and says
/// what follows.
/// </summary>
/// <param name="round">The round.</param>
/// <param name="participants">The workers asked, ascending.</param>
/// <param name="epoch">The epoch: answers to orders of another one do not count.</param>
/// <param name="quorum">How many updates are enough once the deadline has passed; everybody where it is not given.</param>
internal sealed class RoundState(int round, IReadOnlyList<int> participants, int epoch = 0, int? quorum = null)
{
    private readonly HashSet<int> asked = [.. participants];
    private readonly TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SortedDictionary<int, WorkerReport> reports = [];
    private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int updates;

    /// <summary>The round.</summary>
    public int Round => round;

    /// <summary>Ends when as many participants as the quorum asks for have answered with an update.</summary>
    public Task Enough => enough.Task;

    /// <summary>Whether a participant said that something the round needs was lost.</summary>
    public WorkerReport? Lost { get; private set; }

    /// <summary>Ends when every participant has answered, or one said that something was lost.</summary>
    public Task Answered => answered.Task;

    /// <summary>Participants that have not answered yet, ascending.</summary>
    public IReadOnlyList<int> Waiting => [.. participants.Where(worker => !reports.ContainsKey(worker))];

    /// <summary>Answers with an update, in worker order.</summary>
    public IReadOnlyList<WorkerReport> Candidates => [.. reports.Values.Where(report => report.Failure is null)];

    /// <summary>Answers without an update, in worker order.</summary>
    public IReadOnlyList<Rejection> Failures =>
        [.. reports.Values.Where(report => report.Failure is not null)
            .Select(report => new Rejection { Worker = report.Worker, Reason = report.Failure! })];

    /// <summary>Takes an answer.</summary>
    /// <returns>False where it changes nothing: of another round, of a worker that was not asked, or a repeated one.</returns>
    public bool Report(WorkerReport report)
    {
        if (report.Epoch != epoch || report.Round != round || !asked.Contains(report.Worker) || !reports.TryAdd(report.Worker, report))
            return false;

        if (report.IsStateLost)
            Lost ??= report;
        if (report.Failure is null)
            updates++;
        if (updates >= (quorum ?? participants.Count))
            enough.TrySetResult();
        if (reports.Count == participants.Count || Lost is not null)
            answered.TrySetResult();

        return true;
    }

    /// <summary>
    /// The first candidate whose update is neither complete nor refused on some shard; null where there is none. Either the
    /// worker tells what is not so, or a shard lost what it had.
    /// </summary>
    public int? FindIncomplete(IReadOnlyList<PrepareResult> prepared) => Candidates
        .Where(candidate => Refuse(candidate) is null)
        .Select(candidate => (int?)candidate.Worker)
        .FirstOrDefault(worker => prepared.Any(shard => !shard.Ready.Contains(worker!.Value)) && prepared.All(shard => shard.Rejected.All(one => one.Worker != worker)));

    /// <summary>Whose update counts, now that the shards have said what they hold: whoever is complete and valid on all of them.</summary>
    /// <param name="prepared">What every shard said of the candidates.</param>
    public RoundDecision Decide(IReadOnlyList<PrepareResult> prepared)
    {
        var accepted = new List<WorkerReport>();
        var rejected = new List<Rejection>(Failures);
        foreach (WorkerReport candidate in Candidates)
        {
            Rejection? refusal = Refuse(candidate)
                ?? prepared.SelectMany(shard => shard.Rejected).FirstOrDefault(one => one.Worker == candidate.Worker);
            if (refusal is not null)
            {
                rejected.Add(refusal);
            }
            else if (prepared.All(shard => shard.Ready.Contains(candidate.Worker)))
            {
                accepted.Add(candidate);
            }
            else
            {
                rejected.Add(new Rejection { Worker = candidate.Worker, Reason = Incomplete(candidate.Worker) });
            }
        }

        return new RoundDecision(accepted, [.. rejected.OrderBy(one => one.Worker)]);
    }

    /// <summary>The numbers of a report are a worker's word: they have to make sense before they weigh anything.</summary>
    private static Rejection? Refuse(WorkerReport report) =>
        report.Scales.All(double.IsFinite)
            ? null
            : new Rejection
            {
                Worker = report.Worker,
                Reason = new JobFailure
                {
                    Code = Algorithms.Errors.ErrorCatalog.UpdateNotFinite.Code,
                    Message = $"Worker {report.Worker} reported a scale that is not a finite number.",
                },
            };

    private static JobFailure Incomplete(int worker) => new()
    {
        Code = Algorithms.Errors.ErrorCatalog.UpdateWrongShape.Code,
        Message = $"Worker {worker} reported an update that is not complete on every shard.",
    };
}

/// <summary>What becomes of a round.</summary>
/// <param name="Accepted">The reports whose updates count, in worker order.</param>
/// <param name="Rejected">The participants that count as absent, in worker order.</param>
internal sealed record RoundDecision(IReadOnlyList<WorkerReport> Accepted, IReadOnlyList<Rejection> Rejected)
{
    /// <summary>What every shard is told.</summary>
    public CommitOrder ToOrder(int epoch, int round) => new()
    {
        Epoch = epoch,
        Round = round,
        Workers = [.. Accepted.Select(report => report.Worker)],
        Scales = [.. Enumerable.Range(0, Accepted[0].Scales.Length).SelectMany(scaled => Accepted.Select(report => report.Scales[scaled]))],
    };
}
