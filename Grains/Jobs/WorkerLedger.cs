using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>What a job keeps of each of its workers: the newest accepted round, and sums for people to read.</summary>
internal sealed class WorkerLedger
{
    private readonly WorkerSummary[] summaries;
    private readonly int[] lastAcceptedRounds;

    /// <summary>Starts with what the partition gives every worker.</summary>
    /// <param name="partition">The rows of every worker.</param>
    /// <param name="labels">The label of every row.</param>
    /// <param name="classCount">C.</param>
    public WorkerLedger(int[][] partition, ReadOnlySpan<int> labels, int classCount)
    {
        summaries = new WorkerSummary[partition.Length];
        lastAcceptedRounds = new int[partition.Length];
        Array.Fill(lastAcceptedRounds, -1);
        for (int worker = 0; worker < partition.Length; worker++)
        {
            int[] counts = new int[classCount];
            foreach (int row in partition[worker])
                counts[labels[row]]++;

            summaries[worker] = new WorkerSummary
            {
                Worker = worker,
                Samples = partition[worker].Length,
                ClassCounts = [.. counts],
            };
        }
    }

    /// <summary>The summaries by number.</summary>
    public ImmutableArray<WorkerSummary> Summaries => [.. summaries];

    /// <summary>The newest round in which the worker's update was accepted; -1 for none.</summary>
    public int LastAcceptedRound(int worker) => lastAcceptedRounds[worker];

    /// <summary>A worker was asked.</summary>
    public void Chosen(int worker) =>
        summaries[worker] = summaries[worker] with { RoundsChosen = summaries[worker].RoundsChosen + 1 };

    /// <summary>A worker's update counts.</summary>
    public void Accepted(WorkerReport report)
    {
        WorkerSummary known = summaries[report.Worker];
        lastAcceptedRounds[report.Worker] = report.Round;
        summaries[report.Worker] = known with
        {
            RoundsAccepted = known.RoundsAccepted + 1,
            Seconds = known.Seconds + report.Seconds,
            TrainLoss = report.TrainLoss,
        };
    }

    /// <summary>A worker's update does not count.</summary>
    public void Rejected(int worker) =>
        summaries[worker] = summaries[worker] with { Rejections = summaries[worker].Rejections + 1 };
}
