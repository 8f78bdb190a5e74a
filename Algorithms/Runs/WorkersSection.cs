using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Runs;

/// <summary>The workers of a run: <c>workers:</c> of a job.</summary>
public sealed record WorkersSection : ICheckedOptions
{
    /// <summary>M, the number of workers that share the data.</summary>
    [Range(1, 1_000_000)]
    public int Count { get; init; } = 10;

    /// <summary>q, the share of the workers that take part in a round.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double Participation { get; init; } = 1;

    /// <summary>How the participants of a round are chosen.</summary>
    public ParticipantSampling Sampling { get; init; } = ParticipantSampling.Uniform;

    /// <summary>s = max(1, round(q M)): how many workers take part in a round, on average where sampling is bernoulli.</summary>
    public int CountPerRound => Math.Max(1, (int)Math.Round(Participation * Count, MidpointRounding.AwayFromZero));

    /// <inheritdoc/>
    public IEnumerable<OptionIssue> Check()
    {
        // The margin lets 0.1 of 10 pass, whatever the last bit of the product says.
        if (Participation * Count < 1 - 1e-9)
        {
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "participation",
                $"participation {Participation:R} of {Count} workers is less than one worker a round; {1.0 / Count:g3} is the least for so many workers.");
        }
    }
}
