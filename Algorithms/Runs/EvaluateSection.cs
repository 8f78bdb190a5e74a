using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Runs;

/// <summary>How often the model is evaluated: <c>evaluate:</c> of a job.</summary>
public sealed record EvaluateSection
{
    /// <summary>Evaluates after every so many rounds, and after the last one.</summary>
    [Range(1, int.MaxValue)]
    public int Every { get; init; } = 5;
}
