using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Queue;

/// <summary>What the queue stores.</summary>
[GenerateSerializer, Alias("starling.QueueRecord")]
public sealed class QueueRecord
{
    /// <summary>Every job that the queue knows.</summary>
    [Id(0)]
    public ImmutableArray<QueueEntry> Entries { get; set; } = [];
}

/// <summary>A job in the queue.</summary>
[GenerateSerializer, Immutable, Alias("starling.QueueEntry")]
public sealed record QueueEntry
{
    /// <summary>The job as the queue last knew it.</summary>
    [Id(0)]
    public required JobTicket Ticket { get; init; }

    /// <summary>Since when it waits: its submission, or the moment it wanted to go on after a pause.</summary>
    [Id(1)]
    public DateTimeOffset WaitingSince { get; init; }

    /// <summary>Whether it waits to be admitted.</summary>
    public bool IsWaiting => Ticket is { Admitted: null, Phase: not JobPhase.Paused } && !Ticket.Phase.HasEnded();

    /// <summary>Whether it holds a slot: it was admitted and has neither ended nor been paused.</summary>
    public bool HoldsSlot => Ticket.Admitted is not null && !Ticket.Phase.HasEnded();
}
