using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>What a job keeps of each of its workers: the newest accepted round, where its state is, and sums for people to read.</summary>
internal sealed class WorkerLedger
{
    private readonly int[][] classCounts;
    private readonly WorkerMark[] marks;

    /// <summary>Starts with what the partition gives every worker, and what a checkpoint knows.</summary>
    /// <param name="partition">The rows of every worker.</param>
    /// <param name="labels">The label of every row.</param>
    /// <param name="classCount">C.</param>
    /// <param name="known">What a checkpoint knows; nothing at the start.</param>
    public WorkerLedger(int[][] partition, ReadOnlySpan<int> labels, int classCount, IEnumerable<WorkerMark> known)
    {
        classCounts = new int[partition.Length][];
        marks = new WorkerMark[partition.Length];
        for (int worker = 0; worker < partition.Length; worker++)
        {
            int[] counts = classCounts[worker] = new int[classCount];
            foreach (int row in partition[worker])
                counts[labels[row]]++;

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
            Samples = classCounts[mark.Worker].Sum(),
            ClassCounts = [.. classCounts[mark.Worker]],
            RoundsChosen = mark.RoundsChosen,
            RoundsAccepted = mark.RoundsAccepted,
            Rejections = mark.Rejections,
            Seconds = mark.Seconds,
            TrainLoss = mark.TrainLoss,
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
    public void Rejected(int worker) => marks[worker] = marks[worker] with { Rejections = marks[worker].Rejections + 1 };

    /// <summary>A worker's state was saved.</summary>
    public void Saved(int worker, SavedState saved) => marks[worker] = marks[worker] with { Saved = saved };
}
