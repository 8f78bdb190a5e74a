using System.Collections.Immutable;
using Starling.GrainInterfaces;
using Starling.Grains.Placement;
using Starling.Grains.Queue;

namespace Starling.Grains.Tests.Queue;

/// <summary>Jobs and silos for the tests of the queue.</summary>
internal static class QueueTestData
{
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static QueueState MakeQueue(int queuedJobs = 1000, int runningPerSubmitter = 0) =>
        new(new JobQueueOptions(), queuedJobs, runningPerSubmitter);

    public static JobTicket Job(string id, string submitter = "", int priority = 0, string? labels = null) => new()
    {
        JobId = id,
        Name = id,
        Submitter = submitter,
        Priority = priority,
        Labels = LabelText.Read(labels ?? ""),
        Submitted = Start,
    };

    public static SiloReport MakeSilo(string name, int slots, string? labels = null) => new()
    {
        Name = name,
        Address = $"S127.0.0.1:1:{name}",
        JobSlots = slots,
        Labels = LabelText.Read(labels ?? ""),
    };

    /// <summary>One silo without labels.</summary>
    public static ImmutableArray<SiloReport> Silos(int slots) => [MakeSilo("one", slots)];
}
