using System.Numerics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Options;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.Algorithms.Rounds.Wrapping;

namespace Starling.Algorithms.Runs;

/// <summary>
/// Everything that a run's result depends on. Two runs of equal definitions give bit-identical parameters, wherever they run.
/// </summary>
public record RunDefinition : ICheckedOptions
{
    /// <summary>The algorithm and its parameters.</summary>
    public required AlgorithmOptions Algorithm { get; init; }

    /// <summary>The model that is trained; with data, and without a problem.</summary>
    public ModelOptions? Model { get; init; }

    /// <summary>The data it is trained on, and how the workers share them.</summary>
    public DataOptions? Data { get; init; }

    /// <summary>The convex problem that the nodes of a decentralized run solve, instead of a model and data.</summary>
    public ProblemOptions? Problem { get; init; }

    /// <summary>Who talks to whom, in a decentralized run; a cycle where nothing is given.</summary>
    public TopologySection? Topology { get; init; }

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

    /// <summary>Builds the algorithm with what the run adds to it: momentum of the updates, the aggregate that its rule looks back at.</summary>
    /// <typeparam name="T">The element type of the run.</typeparam>
    public IRoundAlgorithm<T> CreateAlgorithm<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IRoundAlgorithm<T> algorithm = ((RoundAlgorithmOptions)Algorithm).Create<T>();
        MomentumSection momentum = Aggregation.Momentum;
        algorithm = momentum.At switch
        {
            MomentumPlace.Worker => new WorkerMomentum<T>(algorithm, momentum.Beta, momentum.Share),
            MomentumPlace.AfterRule => new ServerMomentum<T>(algorithm, momentum.Beta, momentum.Share),
            _ => algorithm,
        };

        // Behind momentum: Byzantine workers forge momenta, not gradients.
        if (Workers.Byzantine is { Count: > 0 } byzantine && byzantine.Attack.CreateWorker() is { } attack)
            algorithm = new ByzantineWorkers<T>(algorithm, attack, worker => byzantine.Includes(worker, Workers.Count));

        return Aggregation.Create().UsesPrevious ? new KeptAggregate<T>(algorithm) : algorithm;
    }

    /// <summary>What decides how the updates of a round become one.</summary>
    /// <param name="rule">The run's rule (<see cref="AggregationSection.Create"/>).</param>
    /// <param name="vectors">The vectors of the run's algorithm.</param>
    public RoundAggregation CreateAggregation(IAggregationRule rule, VectorSchema vectors) => new()
    {
        Rule = rule,
        ByzantineOf = Aggregation.ByzantineOf,
        Attack = Workers.Byzantine.Count > 0 ? Workers.Byzantine.Attack.CreateOmniscient() : null,
        IsByzantine = worker => Workers.Byzantine.Includes(worker, Workers.Count),
        Seed = Seed,
        VectorCount = vectors.Update.Count,
    };

    /// <inheritdoc/>
    public virtual IEnumerable<OptionIssue> Check() => Algorithm switch
    {
        DecentralizedOptions decentralized => DecentralizedCheck.Of(this, decentralized),
        RoundAlgorithmOptions rounds => CheckRounds(rounds),
        _ => [],
    };

    private IEnumerable<OptionIssue> CheckRounds(RoundAlgorithmOptions rounds)
    {
        if (Model is null)
            yield return new OptionIssue(ErrorCatalog.MissingField, "model", "The job needs a model; write model: softmax, for instance.");
        if (Data is null)
            yield return new OptionIssue(ErrorCatalog.MissingField, "data", "The job needs data; write data: synthetic, for instance.");
        if (Problem is not null)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "problem", "A server-worker algorithm trains a model on data; leave problem out, or choose a decentralized algorithm.");
        if (Topology is not null)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "topology", "A server-worker algorithm has no topology; leave it out, or choose a decentralized algorithm.");
        if (Stop.Events is not null)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "stop.events", "Only algorithms without rounds count events; give stop.rounds.");
        if (Stop.Target?.Distance is not null)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "stop.target.distance", "The solution of a model is not known; give accuracy or loss.");
        if (Aggregation.Momentum.At != MomentumPlace.None && rounds.Create<double>() is { } algorithm && (algorithm.ReductionCount > 0 || algorithm.Vectors.Scaled.Count > 0))
        {
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "aggregation.momentum.at",
                "This algorithm brings perturbations of its workers to agree with numbers of its own, which momentum would put out of step; set at: none.");
        }

        if (Aggregation.Refuse(Workers.CountPerRound, Aggregation.Byzantine) is { } issue)
            yield return issue with { Path = OptionNames.Join("aggregation", issue.Path) };
    }
}
