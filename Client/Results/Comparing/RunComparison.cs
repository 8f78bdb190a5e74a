using System.Collections.Immutable;
using System.Text;
using Starling.Algorithms.Errors;

namespace Starling.Client.Results.Comparing;

/// <summary>Several runs beside each other: what they are, what it took them to get somewhere, in what their jobs differ.</summary>
public sealed record RunComparison
{
    private RunComparison(IReadOnlyList<ComparedRun> runs)
    {
        Runs = [.. runs];
        Quantities = Quantity.Of(runs);
        Milestones = Milestone.Of(runs);
        Differences = JobDifference.Between([.. runs.Select(run => run.Result.Job)]);
    }

    /// <summary>The runs, each with a label of its own.</summary>
    public ImmutableArray<ComparedRun> Runs { get; }

    /// <summary>The table of runs. Gradients and bytes are those of one worker, on average.</summary>
    public ImmutableArray<Quantity> Quantities { get; }

    /// <summary>What it took to get to common thresholds.</summary>
    public ImmutableArray<Milestone> Milestones { get; }

    /// <summary>In what the jobs differ.</summary>
    public ImmutableArray<JobDifference> Differences { get; }

    /// <summary>Compares runs.</summary>
    /// <param name="runs">At least two.</param>
    /// <param name="labels">A label a run; null or none for their jobs' names, or what else tells them apart.</param>
    /// <exception cref="StarlingException">STAR0111: fewer than two runs, or labels that do not fit them.</exception>
    public static RunComparison Of(IReadOnlyList<ComparedRun> runs, IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count < 2)
            throw new StarlingException(ErrorCatalog.BadCommandLine, "A comparison needs two runs at least; name two result folders or more.");
        return new RunComparison(RunLabels.Name(runs, labels));
    }

    /// <summary>Writes the comparison as one self-contained page of HTML.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="axis">Against what its curves are drawn first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WritePageAsync(Stream destination, ComparisonAxis axis = ComparisonAxis.Rounds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        await destination.WriteAsync(Encoding.UTF8.GetBytes(ComparisonPage.Render(this, axis)), cancellationToken);
    }
}
