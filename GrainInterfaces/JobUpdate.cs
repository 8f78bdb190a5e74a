using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>A row of <c>metrics.csv</c>: one evaluation.</summary>
[GenerateSerializer, Immutable, Alias("starling.MetricRow")]
public sealed record MetricRow
{
    /// <summary>Rounds committed when it was measured.</summary>
    [Id(0)]
    public int Round { get; init; }

    /// <summary>Seconds since the job started.</summary>
    [Id(1)]
    public double Seconds { get; init; }

    /// <summary>Mean loss over the test samples (over all training samples where the data set has no test part).</summary>
    [Id(2)]
    public double? Loss { get; init; }

    /// <summary>Share of right answers over the same samples, 0 to 1.</summary>
    [Id(3)]
    public double? Accuracy { get; init; }

    /// <summary>Mean over the round's accepted workers of the mean minibatch loss during local training.</summary>
    [Id(4)]
    public double? TrainLoss { get; init; }

    /// <summary>Euclidean norm of the aggregated update of the round.</summary>
    [Id(5)]
    public double? UpdateNorm { get; init; }

    /// <summary>Bytes up since the start.</summary>
    [Id(6)]
    public long BytesUp { get; init; }

    /// <summary>Bytes down since the start.</summary>
    [Id(7)]
    public long BytesDown { get; init; }

    /// <summary>Minibatch gradients since the start.</summary>
    [Id(8)]
    public long Gradients { get; init; }

    /// <summary>Accepted updates since the start.</summary>
    [Id(9)]
    public long Communications { get; init; }

    /// <summary>Norm of the gradient of the objective at the average of the nodes; of problems.</summary>
    [Id(10)]
    public double? GradientNorm { get; init; }

    /// <summary>(1/n) sum_i |x_i - x*|^2 / |x*|^2 where the solution is known.</summary>
    [Id(11)]
    public double? Distance { get; init; }

    /// <summary>(1/n) sum_i |x_i - x^|^2 around the average of the nodes; of decentralized jobs.</summary>
    [Id(12)]
    public double? Consensus { get; init; }

    /// <summary>max over y' of f(x, y') minus min over x' of f(x', y); of games on simplices.</summary>
    [Id(13)]
    public double? Gap { get; init; }

    /// <summary>Iterations of the method; fewer than rounds where it takes several for one, more where it computes between communications.</summary>
    [Id(14)]
    public long? Iterations { get; init; }
}

/// <summary>One thing that happened in a job; a line of <c>events.jsonl</c>.</summary>
[GenerateSerializer, Immutable, Alias("starling.JobEvent")]
public sealed record JobEvent
{
    /// <summary>The place in the job's history: it grows from event to event; what a lost coordinator had not stored leaves a gap.</summary>
    [Id(0)]
    public long Sequence { get; init; }

    /// <summary>When.</summary>
    [Id(1)]
    public DateTimeOffset Time { get; init; }

    /// <summary>What, in kebab-case: see <see cref="JobEventKinds"/>.</summary>
    [Id(2)]
    public required string Kind { get; init; }

    /// <summary>One sentence for a person.</summary>
    [Id(3)]
    public required string Message { get; init; }

    /// <summary>The round it belongs to, if it belongs to one.</summary>
    [Id(4)]
    public int? Round { get; init; }

    /// <summary>The worker it is about, if it is about one.</summary>
    [Id(5)]
    public int? Worker { get; init; }

    /// <summary>The evaluation that it carries (<see cref="JobEventKinds.Evaluated"/>).</summary>
    [Id(6)]
    public MetricRow? Metrics { get; init; }

    /// <summary>The status after it, on the events that change the phase or close a round.</summary>
    [Id(7)]
    public JobStatus? Status { get; init; }

    /// <summary>The epoch in which it happened: which taking-up of the job.</summary>
    [Id(8)]
    public int Epoch { get; init; }

    /// <summary>
    /// How the round's aggregate treated every accepted update (<see cref="JobEventKinds.RoundCommitted"/>); null where the rule is the mean, or the
    /// updates are more than 256.
    /// </summary>
    [Id(9)]
    public ImmutableArray<WorkerShare>? Shares { get; init; }

    /// <summary>
    /// What the nodes and edges of a decentralized job did (<see cref="JobEventKinds.Network"/>; on the live clock <see cref="JobEventKinds.Evaluated"/> too).
    /// </summary>
    [Id(10)]
    public NetworkActivity? Activity { get; init; }

    /// <summary>How long the parts of the round took (<see cref="JobEventKinds.RoundCommitted"/>).</summary>
    [Id(11)]
    public RoundPhases? Phases { get; init; }
}

/// <summary>How long the parts of a round took, one after another, in seconds.</summary>
[GenerateSerializer, Immutable, Alias("starling.RoundPhases")]
public sealed record RoundPhases
{
    /// <summary>Workers compute and send; until the round is decided or its deadline has passed.</summary>
    [Id(0)]
    public double Collect { get; init; }

    /// <summary>Shards check what came, measure it where the rule asks, and the job decides.</summary>
    [Id(1)]
    public double Decide { get; init; }

    /// <summary>Shards aggregate and take the step.</summary>
    [Id(2)]
    public double Commit { get; init; }
}

/// <summary>How a round's aggregate treated a worker's update.</summary>
[GenerateSerializer, Immutable, Alias("starling.WorkerShare")]
public sealed record WorkerShare
{
    /// <summary>The worker.</summary>
    [Id(0)]
    public int Worker { get; init; }

    /// <summary>Its weight in the aggregate.</summary>
    [Id(1)]
    public double Weight { get; init; }

    /// <summary>Its distance to the aggregate.</summary>
    [Id(2)]
    public double Distance { get; init; }

    /// <summary>Whether it counted less than half of an equal share.</summary>
    [Id(3)]
    public bool Cut { get; init; }
}

/// <summary>The kinds of <see cref="JobEvent"/>.</summary>
public static class JobEventKinds
{
    /// <summary>What the nodes and edges of a decentralized job did, at its end.</summary>
    public const string Network = "network";

    /// <summary>The job was accepted.</summary>
    public const string Submitted = "submitted";

    /// <summary>Data are loaded, shards hold the first vectors, rounds begin.</summary>
    public const string Started = "started";

    /// <summary>A round was opened: participants chosen, orders sent.</summary>
    public const string RoundOpened = "round-opened";

    /// <summary>A round was committed on every shard.</summary>
    public const string RoundCommitted = "round-committed";

    /// <summary>The model was evaluated.</summary>
    public const string Evaluated = "evaluated";

    /// <summary>A worker's update was refused; the worker counts as absent for the round.</summary>
    public const string UpdateRejected = "update-rejected";

    /// <summary>What the script of an external model printed: at a worker, or at the evaluation where no worker is named.</summary>
    public const string Output = "output";

    /// <summary>A call was repeated because its outcome was unknown.</summary>
    public const string Retried = "retried";

    /// <summary>Something a person should know although the job goes on.</summary>
    public const string Warning = "warning";

    /// <summary>Workers that had not answered by the deadline were left out of the round.</summary>
    public const string Stragglers = "stragglers";

    /// <summary>A checkpoint is complete: what came before it cannot be lost any more.</summary>
    public const string Checkpointed = "checkpointed";

    /// <summary>The job went back to a checkpoint; rounds from there on are done again.</summary>
    public const string RolledBack = "rolled-back";

    /// <summary>A coordinator took the job up where another had left it, or the same one did after a silo had left in order.</summary>
    public const string Recovered = "recovered";

    /// <summary>The queue let the job start.</summary>
    public const string Admitted = "admitted";

    /// <summary>A person paused the job.</summary>
    public const string Paused = "paused";

    /// <summary>A person let the job go on.</summary>
    public const string Resumed = "resumed";

    /// <summary>A person let the job run to a later round; it may have completed before.</summary>
    public const string Extended = "extended";

    /// <summary>The job ended as its definition says.</summary>
    public const string Completed = "completed";

    /// <summary>The job failed.</summary>
    public const string Failed = "failed";

    /// <summary>A person ended the job.</summary>
    public const string Cancelled = "cancelled";
}

/// <summary>What a job knows about one worker, or one node of a decentralized job: for the report and the dashboard.</summary>
[GenerateSerializer, Immutable, Alias("starling.WorkerSummary")]
public sealed record WorkerSummary
{
    /// <summary>The worker's number, from 0.</summary>
    [Id(0)]
    public int Worker { get; init; }

    /// <summary>n_i, the number of its samples.</summary>
    [Id(1)]
    public int Samples { get; init; }

    /// <summary>How many samples of each class it has.</summary>
    [Id(2)]
    public ImmutableArray<int> ClassCounts { get; init; } = [];

    /// <summary>Rounds it was chosen for.</summary>
    [Id(3)]
    public int RoundsChosen { get; init; }

    /// <summary>Rounds in which its update was accepted.</summary>
    [Id(4)]
    public int RoundsAccepted { get; init; }

    /// <summary>Updates of it that were refused.</summary>
    [Id(5)]
    public int Rejections { get; init; }

    /// <summary>Seconds of local computing.</summary>
    [Id(6)]
    public double Seconds { get; init; }

    /// <summary>Mean minibatch loss of its newest accepted round.</summary>
    [Id(7)]
    public double? TrainLoss { get; init; }

    /// <summary>Its weight in the aggregate of its newest accepted round; null where the rule is the mean.</summary>
    [Id(8)]
    public double? Weight { get; init; }

    /// <summary>Its distance to the aggregate of its newest accepted round; null where the rule is the mean.</summary>
    [Id(9)]
    public double? Distance { get; init; }

    /// <summary>Rounds in which it counted less than half of an equal share.</summary>
    [Id(10)]
    public int Cuts { get; init; }

    /// <summary>
    /// 0 to 1: how little its updates counted of late. A moving average over its rounds, nine parts of what was and one of the newest; a refused
    /// update is 1. Null where the rule is the mean and nothing was refused.
    /// </summary>
    [Id(11)]
    public double? Suspicion { get; init; }

    /// <summary>Whether the job simulates it as a Byzantine worker.</summary>
    [Id(12)]
    public bool Byzantine { get; init; }

    /// <summary>What it did as a node of a decentralized job; null for a worker of a server.</summary>
    [Id(13)]
    public NodeSummary? Node { get; init; }

    /// <summary>The newest round in which its update was accepted; null before the first, and for nodes.</summary>
    [Id(14)]
    public int? LastRound { get; init; }
}

/// <summary>What a node of a decentralized job did.</summary>
[GenerateSerializer, Immutable, Alias("starling.NodeSummary")]
public sealed record NodeSummary
{
    /// <summary>How many neighbours it has; on graphs that follow one another, in the newest.</summary>
    [Id(0)]
    public int Neighbors { get; init; }

    /// <summary>Gradients that it computed.</summary>
    [Id(1)]
    public long Gradients { get; init; }

    /// <summary>The same in a round: a step of all nodes, or a unit of time, in which it should be about 1.</summary>
    [Id(2)]
    public double GradientsPerRound { get; init; }

    /// <summary>Uses of its edges; null on graphs that follow one another, whose edges are not counted apart.</summary>
    [Id(3)]
    public long? Uses { get; init; }

    /// <summary>Whether it does not answer.</summary>
    [Id(4)]
    public bool Missing { get; init; }
}
