using Starling.GrainInterfaces;

namespace Starling.Client.Results;

/// <summary>
/// How the rule treated every worker, round by round, for a picture: a column a round, and where there are more rounds than a picture has columns,
/// every second, every fourth, ... of them.
/// </summary>
internal sealed class TreatmentDigest
{
    /// <summary>Columns of the picture at most.</summary>
    private const int MostColumns = 240;

    /// <summary>Of an update that an aggregate counted in full; more is shown as that.</summary>
    private const double Full = 1;

    private readonly List<Column> columns = [];
    private int stride = 1;

    /// <summary>The columns, by round.</summary>
    public IReadOnlyList<Column> Columns => columns;

    /// <summary>Takes an event.</summary>
    public void Add(JobEvent item)
    {
        if (item is not { Kind: JobEventKinds.RoundCommitted, Round: { } round, Shares: { } shares })
            return;

        while (columns.Count > 0 && columns[^1].Round >= round)
            columns.RemoveAt(columns.Count - 1);
        if (round % stride != 0)
            return;

        double total = shares.Sum(share => Math.Abs(share.Weight));
        columns.Add(new Column(round,
            [.. shares.Select(share => share.Worker)],
            [.. shares.Select(share => total > 0 ? Math.Round(Math.Clamp(share.Weight * shares.Length / total, 0, Full), 2) : 0)]));
        if (columns.Count <= MostColumns)
            return;

        stride *= 2;
        columns.RemoveAll(column => column.Round % stride != 0);
    }

    /// <summary>A round.</summary>
    /// <param name="Round">Its number.</param>
    /// <param name="Workers">The workers whose updates were accepted.</param>
    /// <param name="Weights">What they counted, 1 for an equal share or more.</param>
    internal sealed record Column(int Round, int[] Workers, double[] Weights);
}
