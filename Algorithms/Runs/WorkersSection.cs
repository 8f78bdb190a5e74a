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

    /// <summary>
    /// The share of a round's participants whose updates are enough once <see cref="Deadline"/> has passed. 1 waits for
    /// everybody. Below 1 the result depends on who was fast.
    /// </summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double Quorum { get; init; } = 1;

    /// <summary>
    /// Seconds after which a round goes on with whoever has answered, where these are at least <see cref="Quorum"/>; 0 goes on
    /// as soon as they are.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double Deadline { get; init; }

    /// <summary>Simulated Byzantine workers.</summary>
    public ByzantineSection Byzantine { get; init; } = new();

    /// <summary>How many answers are enough of so many participants: ceil(quorum * participants), at least 1.</summary>
    public int QuorumOf(int participants) => Math.Max(1, (int)Math.Ceiling((Quorum * participants) - 1e-9));

    /// <summary>s = max(1, round(q M)): how many workers take part in a round, on average where sampling is bernoulli.</summary>
    public int CountPerRound => Math.Max(1, (int)Math.Round(Participation * Count, MidpointRounding.AwayFromZero));

    /// <inheritdoc/>
    public IEnumerable<OptionIssue> Check()
    {
        if (Deadline > 0 && Quorum >= 1)
        {
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "deadline",
                "A deadline without a quorum below 1 leaves nobody out; set quorum too, such as 0.8.");
        }

        if (Byzantine.Count >= Count)
        {
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "byzantine.count",
                $"Of {Count} workers at most {Count - 1} can be Byzantine: somebody has to be honest.");
        }
        else
        {
            foreach (OptionIssue issue in Byzantine.Attack.Check(Count - Byzantine.Count, Byzantine.Count))
                yield return issue with { Path = "byzantine.attack" };
        }

        // The margin lets 0.1 of 10 pass, whatever the last bit of the product says.
        if (Participation * Count < 1 - 1e-9)
        {
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "participation",
                $"participation {Participation:R} of {Count} workers is less than one worker a round; {1.0 / Count:g3} is the least for so many workers.");
        }
    }
}
