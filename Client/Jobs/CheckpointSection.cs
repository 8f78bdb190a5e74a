using System.ComponentModel.DataAnnotations;
using Starling.GrainInterfaces;

namespace Starling.Client.Jobs;

/// <summary>When a job writes checkpoints: <c>checkpoint:</c> of a job. Changes nothing about its result.</summary>
public sealed record CheckpointSection
{
    /// <summary>After every so many rounds; 0 for none but the one at the end.</summary>
    [Range(0, int.MaxValue)]
    public int Every { get; init; } = 10;

    /// <summary>No sooner than so many seconds after the one before, so that fast rounds are not held up; 0 for no such limit.</summary>
    [Range(0, 86_400)]
    public double Seconds { get; init; } = 2;

    /// <summary>What is submitted.</summary>
    internal CheckpointPolicy ToPolicy() => new() { Every = Every, Seconds = Seconds };
}
