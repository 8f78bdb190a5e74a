using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>
/// The graph that a text file lists: an edge a line, two numbers of nodes from 0 with blanks or tabs between them. Empty lines are skipped, and
/// everything behind '#'. The graph need not be connected; what needs it refuses it.
/// </summary>
public sealed record FileGraphOptions : TopologyOptions
{
    /// <summary>The file.</summary>
    [Required]
    public string Path { get; init; } = "";

    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes) => nodes < 1
        ? Impossible($"A graph has at least 1 node, not {nodes}.")
        : Path.Length == 0 ? new OptionIssue(ErrorCatalog.MissingField, "path", "This is required: the file that lists the edges.") : null;

    private protected override Graph Build(int nodes, ulong seed, int index)
    {
        var seen = new Dictionary<Edge, int>();
        int number = 0;
        foreach (string line in Lines())
        {
            number++;
            string[] words = line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            if (words.Length != 2)
                throw Invalid(number, $"an edge is two numbers of nodes, not {words.Length} words");
            int i = Node(words[0], number, nodes);
            int j = Node(words[1], number, nodes);
            if (i == j)
                throw Invalid(number, $"node {i} is joined with itself; leave the line out");
            if (!seen.TryAdd(new Edge(Math.Min(i, j), Math.Max(i, j)), number))
                throw Invalid(number, $"this edge stands already in line {seen[new Edge(Math.Min(i, j), Math.Max(i, j))]}; give it once, in one direction");
        }

        return new Graph(nodes, seen.Keys);
    }

    private string[] Lines()
    {
        try
        {
            return File.ReadAllLines(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StarlingException(ErrorCatalog.DataMissing, $"The list of edges {Path} cannot be read; check the path.", exception);
        }
    }

    private int Node(string word, int line, int nodes)
    {
        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int node))
            throw Invalid(line, $"'{word}' is no number of a node");
        return node < nodes ? node : throw Invalid(line, $"there is no node {node} among {nodes}, which are 0 to {nodes - 1}");
    }

    private StarlingException Invalid(int line, FormattableString what) =>
        new(ErrorCatalog.GraphInvalid, string.Create(CultureInfo.InvariantCulture, $"{Path}:{line}: {what.ToString(CultureInfo.InvariantCulture)}."));
}
