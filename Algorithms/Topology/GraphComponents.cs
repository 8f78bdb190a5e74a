namespace Starling.Algorithms.Topology;

/// <summary>The connected components of a graph, numbered in the order of their lowest nodes.</summary>
public sealed class GraphComponents
{
    private readonly int[] component;
    private readonly int[] sizes;

    private GraphComponents(int[] component, int[] sizes)
    {
        this.component = component;
        this.sizes = sizes;
    }

    /// <summary>How many there are; 1 for a connected graph.</summary>
    public int Count => sizes.Length;

    /// <summary>The number of nodes of a component.</summary>
    public int SizeOf(int number) => sizes[number];

    /// <summary>The component of a node.</summary>
    public int this[int node] => component[node];

    /// <summary>Finds them, by breadth-first search.</summary>
    public static GraphComponents Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int[] part = new int[graph.NodeCount];
        int[] queue = new int[graph.NodeCount];
        var counts = new List<int>();
        Array.Fill(part, -1);
        for (int root = 0; root < part.Length; root++)
        {
            if (part[root] >= 0)
                continue;
            part[root] = counts.Count;
            queue[0] = root;
            int filled = 1;
            for (int next = 0; next < filled; next++)
            {
                foreach (int neighbor in graph.Neighbors(queue[next]))
                {
                    if (part[neighbor] >= 0)
                        continue;
                    part[neighbor] = counts.Count;
                    queue[filled++] = neighbor;
                }
            }

            counts.Add(filled);
        }

        return new GraphComponents(part, [.. counts]);
    }

    /// <summary>The nodes of a component, ascending.</summary>
    public int[] NodesOf(int number)
    {
        int[] nodes = new int[sizes[number]];
        int filled = 0;
        for (int node = 0; node < component.Length; node++)
        {
            if (component[node] == number)
                nodes[filled++] = node;
        }

        return nodes;
    }

    /// <summary>The nodes of the smallest component, the first among equals.</summary>
    public int[] Smallest() => NodesOf(Array.IndexOf(sizes, sizes.Min()));
}
