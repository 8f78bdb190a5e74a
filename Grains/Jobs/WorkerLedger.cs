using System.Collections.Immutable;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>What a job keeps of each of its workers: the newest accepted round, where its state is, and sums for people to read.</summary>
internal sealed class WorkerLedger
{
    /// <summary>How much of a suspicion is what was before.</summary>
    private const double Memory = 0.9;

    private readonly ByzantineSection byzantine;
    private readonly int[] samples;
    private readonly ImmutableArray<int>[] classCounts;
    private readonly WorkerMark[] marks;

    /// <summary>Starts with what the partition gives every worker, and what a checkpoint knows.</summary>
    /// <param name="count">M.</param>
    /// <param name="samplesOf">n_i, and how many samples of each class a worker has.</param>
    /// <param name="byzantine">Which workers are simulated Byzantine ones.</param>
    /// <param name="known">What a checkpoint knows; nothing at the start.</param>
    public WorkerLedger(int count, Func<int, (int Count, ImmutableArray<int> Classes)> samplesOf, ByzantineSection byzantine, IEnumerable<WorkerMark> known)
    {
        this.byzantine = byzantine;
        samples = new int[count];
        classCounts = new ImmutableArray<int>[count];
        marks = new WorkerMark[count];
        for (int worker = 0; worker < count; worker++)
        {
            (samples[worker], classCounts[worker]) = samplesOf(worker);
            marks[worker] = new WorkerMark { Worker = worker };
        }

        foreach (WorkerMark mark in known)
            marks[mark.Worker] = mark;
    }

    /// <summary>What a checkpoint keeps: the workers that were chosen at least once.</summary>
    public ImmutableArray<WorkerMark> Marks => [.. marks.Where(mark => mark.RoundsChosen > 0)];

    /// <summary>The summaries by number.</summary>
    public ImmutableArray<WorkerSummary> Summaries =>
    [
        .. marks.Select(mark => new WorkerSummary
        {
            Worker = mark.Worker,
            Samples = samples[mark.Worker],
            ClassCounts = classCounts[mark.Worker],
            RoundsChosen = mark.RoundsChosen,
            RoundsAccepted = mark.RoundsAccepted,
            Rejections = mark.Rejections,
            Seconds = mark.Seconds,
            TrainLoss = mark.TrainLoss,
            Weight = mark.Weight,
            Distance = mark.Distance,
            Cuts = mark.Cuts,
            Suspicion = mark.Suspicion,
            Byzantine = byzantine.Includes(mark.Worker, marks.Length),
            LastRound = mark.LastAcceptedRound >= 0 ? mark.LastAcceptedRound : null,
        }),
    ];

    /// <summary>What is known of a worker.</summary>
    public WorkerMark this[int worker] => marks[worker];

    /// <summary>A worker was asked.</summary>
    public void Chosen(int worker) => marks[worker] = marks[worker] with { RoundsChosen = marks[worker].RoundsChosen + 1 };

    /// <summary>A worker's update counts.</summary>
    public void Accepted(WorkerReport report)
    {
        WorkerMark known = marks[report.Worker];
        marks[report.Worker] = known with
        {
            LastAcceptedRound = report.Round,
            RoundsAccepted = known.RoundsAccepted + 1,
            Seconds = known.Seconds + report.Seconds,
            TrainLoss = report.TrainLoss,
        };
    }

    /// <summary>A worker's update does not count.</summary>
    public void Rejected(int worker)
    {
        WorkerMark known = marks[worker];
        marks[worker] = known with { Rejections = known.Rejections + 1, Suspicion = Blend(known.Suspicion, 1) };
    }

    /// <summary>A worker's update was aggregated by a rule that tells updates apart.</summary>
    public void Judged(int worker, UpdateStanding standing)
    {
        WorkerMark known = marks[worker];
        marks[worker] = known with
        {
            Weight = standing.Weight,
            Distance = standing.Distance,
            Cuts = known.Cuts + (standing.IsCut ? 1 : 0),
            Suspicion = Blend(known.Suspicion, standing.Suspicion),
        };
    }

    /// <summary>n_i.</summary>
    public int SamplesOf(int worker) => samples[worker];

    /// <summary>A worker's state was saved.</summary>
    public void Saved(int worker, SavedState saved) => marks[worker] = marks[worker] with { Saved = saved };

    private static double Blend(double? before, double now) => before is { } known ? (Memory * known) + ((1 - Memory) * now) : now;
}
