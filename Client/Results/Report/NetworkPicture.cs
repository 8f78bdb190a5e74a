using System.Globalization;
using System.Net;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Layout;
using Starling.GrainInterfaces;

namespace Starling.Client.Results.Report;

/// <summary>The network of a decentralized job in its report: who talked to whom, and how much.</summary>
internal static class NetworkPicture
{
    /// <summary>More than this is a blot.</summary>
    private const int MostEdges = 3000;

    /// <summary>A section of the page.</summary>
    /// <param name="activity">What nodes and edges did.</param>
    /// <param name="advice">What another method would have cost; null where that is not known.</param>
    public static string Section(NetworkActivity activity, string? advice)
    {
        int nodes = activity.Nodes.Length;
        string lead = string.Create(CultureInfo.InvariantCulture,
            $"{nodes} nodes with {Range(activity.Nodes)} gradients each, {activity.Edges.Length} edges used {Range(activity.Edges)} times each.");
        string figure = activity.Edges.Length > MostEdges ? "" : $"""<figure class="card network">{Draw(activity)}<figcaption class="hint">The wider an edge, the more often it was used.</figcaption></figure>""";
        return $"""
            <section id="network-section" aria-labelledby="network-title">
              <h2 id="network-title">Network</h2>
              <p class="lead">{lead}</p>
              {(advice is null ? "" : $"""<p class="advice">{WebUtility.HtmlEncode(advice)}</p>""")}
              {figure}
            </section>
            """;
    }

    private static string Draw(NetworkActivity activity)
    {
        var graph = new Graph(activity.Nodes.Length, Enumerable.Range(0, activity.Edges.Length).Select(e => new Edge(activity.Ends[2 * e], activity.Ends[(2 * e) + 1])));
        double[] uses = [.. activity.Edges.Select(count => (double)count)];
        return GraphSvg.Draw(graph, GraphLayout.Of(graph), uses, "The network, its edges as wide as they were used");
    }

    private static string Range(IReadOnlyList<long> counts)
    {
        long least = counts.DefaultIfEmpty().Min();
        long most = counts.DefaultIfEmpty().Max();
        return least == most ? least.ToString("n0", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{least:n0} to {most:n0}");
    }
}
