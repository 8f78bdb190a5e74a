using System.Collections.Immutable;
using Starling.Cli.Jobs;
using Starling.GrainInterfaces;

namespace Starling.Cli.Running;

/// <summary>What a display shows of a run: a fold over the job's events.</summary>
internal sealed record RunProgress
{
    private const int HistoryLength = 256;

    /// <summary>The job.</summary>
    public required JobFacts Job { get; init; }

    /// <summary>When the command began, as a timestamp of its clock.</summary>
    public long Began { get; init; }

    /// <summary>What Ctrl-C does, in a few words.</summary>
    public string Hint { get; init; } = "Ctrl-C ends it and keeps the results";

    /// <summary>How far it has come.</summary>
    public RunStage Stage { get; init; }

    /// <summary>Rounds committed.</summary>
    public int Round { get; init; }

    /// <summary>Rounds planned; 0 where another criterion stops the job.</summary>
    public int PlannedRounds { get; init; }

    /// <summary>The sums so far.</summary>
    public JobTotals Totals { get; init; } = new();

    /// <summary>When the newest round was committed, as a timestamp of the command's clock.</summary>
    public long RoundCommitted { get; init; }

    /// <summary>The newest evaluation.</summary>
    public MetricRow? Latest { get; init; }

    /// <summary>Losses of the newest evaluations, oldest first.</summary>
    public ImmutableArray<double> Losses { get; init; } = [];

    /// <summary>Accuracies of the newest evaluations, oldest first.</summary>
    public ImmutableArray<double> Accuracies { get; init; } = [];

    /// <summary>Updates that were refused.</summary>
    public int Rejections { get; init; }

    /// <summary>Warnings so far.</summary>
    public int Warnings { get; init; }

    /// <summary>How often the job was taken up again after a loss.</summary>
    public int Recoveries { get; init; }

    /// <summary>Whether the nodes of a decentralized job were looked at: they have a consensus distance.</summary>
    public bool IsNetwork => Latest?.Consensus is not null;

    /// <summary>The share of the planned rounds that is done, 0 to 1; null where no number of rounds is planned.</summary>
    public double? Share => PlannedRounds > 0 ? Math.Min(1.0, (double)Round / PlannedRounds) : null;

    /// <summary>The progress after an event.</summary>
    /// <param name="item">The event.</param>
    /// <param name="now">The timestamp of the command's clock.</param>
    public RunProgress After(JobEvent item, long now)
    {
        RunProgress next = item.Status is { } status
            ? this with
            {
                PlannedRounds = status.PlannedRounds,
                Round = status.Round,
                Totals = status.Totals,
                RoundCommitted = status.Round > Round ? now : RoundCommitted,
            }
            : this;
        if (item.Metrics is { } row)
        {
            next = next with
            {
                Latest = row,
                Losses = Append(Losses, row.Loss),
                Accuracies = Append(Accuracies, row.Accuracy),
            };
        }

        return item.Kind switch
        {
            JobEventKinds.Started or JobEventKinds.RoundOpened or JobEventKinds.RoundCommitted when IsBeforeRounds =>
                next with { Stage = RunStage.Running },
            JobEventKinds.Admitted when Stage is RunStage.Queued or RunStage.Paused => next with { Stage = RunStage.Loading },
            JobEventKinds.Paused when IsUnderWay => next with { Stage = RunStage.Paused },
            JobEventKinds.Resumed when IsUnderWay => next with { Stage = RunStage.Queued },
            JobEventKinds.RolledBack or JobEventKinds.Recovered => next with
            {
                Stage = IsUnderWay ? RunStage.Recovering : Stage,
                Round = item.Round ?? next.Round,
                Recoveries = Recoveries + 1,
            },
            JobEventKinds.UpdateRejected => next with { Rejections = Rejections + 1 },
            JobEventKinds.Warning => next with { Warnings = Warnings + 1 },
            _ => next,
        };
    }

    private bool IsBeforeRounds => Stage is RunStage.Queued or RunStage.Loading or RunStage.Paused or RunStage.Recovering;

    private bool IsUnderWay => IsBeforeRounds || Stage == RunStage.Running;

    /// <summary>The time left at the mean pace so far; null before the first round and where no number of rounds is planned.</summary>
    public TimeSpan? Left(TimeProvider time)
    {
        if (Stage != RunStage.Running || PlannedRounds == 0 || Round == 0)
            return null;

        double left = Totals.Seconds / Round * (PlannedRounds - Round);
        double since = time.GetElapsedTime(RoundCommitted).TotalSeconds;
        return TimeSpan.FromSeconds(Math.Max(0.0, left - since));
    }

    private static ImmutableArray<double> Append(ImmutableArray<double> history, double? value)
    {
        if (value is not { } number || !double.IsFinite(number))
            return history;

        return (history.Length < HistoryLength ? history : history.RemoveAt(0)).Add(number);
    }
}
