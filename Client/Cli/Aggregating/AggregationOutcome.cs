using Starling.Algorithms.Aggregation;

namespace Starling.Cli.Aggregating;

/// <summary>What became of the rows.</summary>
/// <param name="Byzantine">f', for which the rule was set up in the end.</param>
/// <param name="Rows">Every row, in order.</param>
internal sealed record AggregationOutcome(int Byzantine, IReadOnlyList<RowOutcome> Rows)
{
    /// <summary>The rows that are not finite, and so count as known Byzantine ones.</summary>
    public IReadOnlyList<int> Refused => [.. Rows.Where(row => row.Standing is null).Select(row => row.Row)];
}

/// <summary>What became of a row.</summary>
/// <param name="Row">Its number, from 0.</param>
/// <param name="Standing">How the rule treated it; null where it never saw it.</param>
internal sealed record RowOutcome(int Row, UpdateStanding? Standing)
{
    /// <summary>In one word.</summary>
    public string State => Standing is not { } standing ? "refused" : standing.IsCut ? "cut" : "kept";
}
