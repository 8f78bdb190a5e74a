using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Runs;

/// <summary>
/// Everything that a run's result depends on. Two runs of equal definitions give bit-identical parameters, wherever they run.
/// </summary>
public record RunDefinition : ICheckedOptions
{
    /// <summary>The algorithm and its parameters.</summary>
    public required AlgorithmOptions Algorithm { get; init; }

    /// <summary>The model that is trained.</summary>
    public required ModelOptions Model { get; init; }

    /// <summary>The data it is trained on, and how the workers share them.</summary>
    public required DataOptions Data { get; init; }

    /// <summary>How many workers there are and which take part in a round.</summary>
    public WorkersSection Workers { get; init; } = new();

    /// <summary>How the updates of a round become one.</summary>
    public AggregationSection Aggregation { get; init; } = new();

    /// <summary>How vectors are encoded on the wire.</summary>
    public CompressionSection Compression { get; init; } = new();

    /// <summary>When the run ends: at the first of the given criteria. 100 rounds where the section is not given.</summary>
    public StopSection Stop { get; init; } = new() { Rounds = 100 };

    /// <summary>How often the model is evaluated.</summary>
    public EvaluateSection Evaluate { get; init; } = new();

    /// <summary>The seed of all randomness of the run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Reads a definition as <see cref="ToJson"/> wrote it, or a person.</summary>
    /// <param name="json">A JSON object with the fields of this record.</param>
    /// <exception cref="StarlingException">STAR01xx: one exception with everything that is wrong.</exception>
    public static RunDefinition Parse(string json)
    {
        if (!OptionsJson.TryRead(json, "definition", out OptionsNode? node, out LocatedIssue? issue))
            throw LocatedIssue.ToException([issue]);

        OptionsBinding<RunDefinition> binding = OptionsBinder.Bind<RunDefinition>(node, RunParts.Tables);
        return binding.Value ?? throw LocatedIssue.ToException(binding.Issues);
    }

    /// <summary>The definition as canonical JSON: every field, in one order, on one line.</summary>
    public string ToJson() => OptionsJson.Write(OptionsWriter.Write(this, RunParts.Tables));

    /// <inheritdoc/>
    public virtual IEnumerable<OptionIssue> Check()
    {
        int updates = Workers.CountPerRound;
        int byzantine = Aggregation.Byzantine;
        int most = Aggregation.Rule.MostByzantine(updates);
        if (byzantine > most)
        {
            string rule = AggregationTableKind();
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "aggregation.byzantine", most > 0
                ? $"{rule} of {updates} updates a round stands at most {most} Byzantine ones; lower byzantine, or let more workers take part."
                : $"{rule} of {updates} updates a round stands no Byzantine one; set byzantine: 0, or choose another rule.");
        }
    }

    private string AggregationTableKind() => RunParts.Tables.TryKindOf(Aggregation.Rule, out string? kind) ? kind : "This rule";
}
