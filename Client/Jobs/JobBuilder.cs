using System.Diagnostics.CodeAnalysis;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Options;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;

namespace Starling.Client.Jobs;

/// <summary>
/// Makes a job out of typed options: the same parts as a job file has, checked by the same rules, all mistakes at once. What is not given has
/// the default of the job file.
/// </summary>
/// <example>
/// <code>
/// JobSpec spec = new JobBuilder("first")
///     .Algorithm(new FedSpeedOptions { LearningRate = 0.1 })
///     .Model(new SoftmaxOptions())
///     .Data(new SyntheticDataOptions())
///     .Workers(20)
///     .Rounds(10)
///     .Build();
/// </code>
/// </example>
public sealed class JobBuilder
{
    // Stands for an algorithm that was not given; it is taken out again before anything is checked.
    private static readonly AlgorithmOptions Nothing = new FedAvgOptions();

    private JobDefinition job;

    /// <summary>Begins a job.</summary>
    /// <param name="name">Its name, as the field <c>name</c> of a job file.</param>
    public JobBuilder(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        job = new JobDefinition { Name = name, Algorithm = Nothing };
    }

    /// <summary>The algorithm and its parameters.</summary>
    public JobBuilder Algorithm(AlgorithmOptions algorithm) => Set(job with { Algorithm = algorithm });

    /// <summary>The model that is trained.</summary>
    public JobBuilder Model(ModelOptions model) => Set(job with { Model = model });

    /// <summary>The data, and how the workers share them.</summary>
    public JobBuilder Data(DataOptions data) => Set(job with { Data = data });

    /// <summary>The problem that is solved, instead of a model and data.</summary>
    public JobBuilder Problem(ProblemOptions problem) => Set(job with { Problem = problem });

    /// <summary>Who talks to whom, in a decentralized run.</summary>
    public JobBuilder Topology(TopologySection topology) => Set(job with { Topology = topology });

    /// <summary>How many workers there are and which take part.</summary>
    public JobBuilder Workers(WorkersSection workers) => Set(job with { Workers = workers });

    /// <summary>How many workers there are.</summary>
    /// <param name="count">The number of workers.</param>
    /// <param name="participation">The share of them that takes part in a round.</param>
    public JobBuilder Workers(int count, double participation = 1) => Set(job with { Workers = job.Workers with { Count = count, Participation = participation } });

    /// <summary>How the updates of a round become one.</summary>
    public JobBuilder Aggregation(AggregationSection aggregation) => Set(job with { Aggregation = aggregation });

    /// <summary>How vectors are encoded on the wire.</summary>
    public JobBuilder Compression(CompressionSection compression) => Set(job with { Compression = compression });

    /// <summary>When the run ends.</summary>
    public JobBuilder Stop(StopSection stop) => Set(job with { Stop = stop });

    /// <summary>Ends the run after so many rounds.</summary>
    public JobBuilder Rounds(int rounds) => Set(job with { Stop = job.Stop with { Rounds = rounds } });

    /// <summary>How often the model is evaluated.</summary>
    public JobBuilder Evaluate(EvaluateSection evaluate) => Set(job with { Evaluate = evaluate });

    /// <summary>The seed of all randomness of the run.</summary>
    public JobBuilder Seed(ulong seed) => Set(job with { Seed = seed });

    /// <summary>Where the job runs.</summary>
    public JobBuilder Placement(PlacementSection placement) => Set(job with { Placement = placement });

    /// <summary>When checkpoints are written.</summary>
    public JobBuilder Checkpoint(CheckpointSection checkpoint) => Set(job with { Checkpoint = checkpoint });

    /// <summary>The job.</summary>
    /// <exception cref="StarlingException">STAR01xx: one exception with everything that is wrong.</exception>
    public JobSpec Build() => TryBuild(out JobSpec? spec, out IReadOnlyList<LocatedIssue> issues) ? spec : throw LocatedIssue.ToException(issues);

    /// <summary>The job, or everything that is wrong with it.</summary>
    /// <param name="spec">The job; null where there are issues.</param>
    /// <param name="issues">Everything that is wrong; empty where nothing is.</param>
    /// <returns>Whether it can be submitted.</returns>
    public bool TryBuild([NotNullWhen(true)] out JobSpec? spec, out IReadOnlyList<LocatedIssue> issues)
    {
        OptionsMap map = OptionsWriter.Write(job, RunParts.Tables);
        if (ReferenceEquals(job.Algorithm, Nothing))
            map = map with { Fields = map.Fields.RemoveAll(field => field.Name == "algorithm") };

        OptionsBinding<JobDefinition> binding = OptionsBinder.Bind<JobDefinition>(map, RunParts.Tables);
        issues = binding.Issues;
        spec = binding.Issues.Count == 0 ? binding.Value?.ToSpec() : null;
        return spec is not null;
    }

    private JobBuilder Set(JobDefinition changed)
    {
        job = changed;
        return this;
    }
}
