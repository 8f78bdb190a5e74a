using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>How many rows nodes in a rectangle make; node i stands in row i / columns.</summary>
internal static class GridShape
{
    /// <summary>The number of rows nearest to the square root among the divisors of n that leave sides of a least length; 0 where there is none.</summary>
    /// <param name="nodes">n.</param>
    /// <param name="least">The shortest side allowed.</param>
    public static int Rows(int nodes, int least)
    {
        int rows = (int)Math.Sqrt(nodes);
        while (rows >= least && nodes % rows != 0)
            rows--;
        return rows >= least ? rows : 0;
    }

    /// <summary>Why n nodes do not stand in so many rows; null where they do.</summary>
    public static OptionIssue? Refuse(int nodes, int? rows, int least)
    {
        if (rows is not { } given || (nodes % given == 0 && given >= least && nodes / given >= least))
            return null;
        string rest = nodes % given == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{nodes} nodes in {given} rows make a side shorter than {least}")
            : string.Create(CultureInfo.InvariantCulture, $"{nodes} nodes cannot stand in {given} rows of one length");
        return new OptionIssue(ErrorCatalog.ImpossibleCombination, "rows", $"{rest}; choose another number of rows or of nodes.");
    }

    /// <summary>Neighbours side by side; with <paramref name="wraps"/> the ends of rows and columns are neighbours too.</summary>
    public static IEnumerable<Edge> Edges(int nodes, int rows, bool wraps)
    {
        int columns = nodes / rows;
        for (int node = 0; node < nodes; node++)
        {
            int row = node / columns;
            int column = node % columns;
            if (wraps || column + 1 < columns)
                yield return new Edge(node, (row * columns) + ((column + 1) % columns));
            if (wraps || row + 1 < rows)
                yield return new Edge(node, ((row + 1) % rows * columns) + column);
        }
    }
}
