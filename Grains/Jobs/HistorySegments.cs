using System.Collections.Immutable;
using Orleans.Storage;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>A run of a job's events as it is stored: written once it is full, and not again.</summary>
[GenerateSerializer, Alias("starling.HistorySegment")]
public sealed class HistorySegment
{
    /// <summary>The events.</summary>
    [Id(0)]
    public ImmutableArray<JobEvent> Events { get; set; } = [];
}

/// <summary>
/// The history of a job beside its record, in segments of <see cref="Length"/> events, so that storing a long history costs no
/// more than storing a short one.
/// </summary>
/// <param name="storage">The storage of the cluster.</param>
/// <param name="job">The job's grain.</param>
internal sealed class HistorySegments(IGrainStorage storage, GrainId job)
{
    /// <summary>Events of a segment.</summary>
    public const int Length = 256;

    /// <summary>Writes a full segment. One of the same number, left by a coordinator that was lost, is replaced.</summary>
    public async Task WriteAsync(int number, ImmutableArray<JobEvent> events)
    {
        var state = new GrainState<HistorySegment>();
        await storage.ReadStateAsync(Name(number), job, state);
        state.State = new HistorySegment { Events = events };
        await storage.WriteStateAsync(Name(number), job, state);
    }

    /// <summary>Reads the first segments, in order.</summary>
    public async Task<List<JobEvent>> ReadAsync(int count)
    {
        var events = new List<JobEvent>(count * Length);
        for (int number = 0; number < count; number++)
        {
            var state = new GrainState<HistorySegment>();
            await storage.ReadStateAsync(Name(number), job, state);
            events.AddRange(state.State?.Events ?? []);
        }

        return events;
    }

    /// <summary>Removes the first segments.</summary>
    public async Task EraseAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            var state = new GrainState<HistorySegment>();
            await storage.ReadStateAsync(Name(number), job, state);
            if (state.RecordExists)
                await storage.ClearStateAsync(Name(number), job, state);
        }
    }

    private static string Name(int number) => FormattableString.Invariant($"history-{number}");
}
