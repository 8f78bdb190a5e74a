using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Runs;

/// <summary>What a decentralized run may ask for, as far as its definition alone tells; the problem and its constants are looked at when they are made.</summary>
internal static class DecentralizedCheck
{
    /// <summary>What is wrong with a run.</summary>
    public static IEnumerable<OptionIssue> Of(RunDefinition run, DecentralizedOptions algorithm)
    {
        bool trains = run.Model is not null || run.Data is not null;
        if (run.Problem is null && !trains)
            yield return new OptionIssue(ErrorCatalog.MissingField, "problem", "The job needs a problem, such as problem: quadratic; or a model and data.");
        if (run.Problem is not null && trains)
            yield return Impossible(run.Model is not null ? "model" : "data", "A run solves a problem or trains a model on data; leave one of the two out.");
        if (run.Problem is null && trains && run.Model is null)
            yield return new OptionIssue(ErrorCatalog.MissingField, "model", "The job needs a model for its data; write model: softmax, for instance.");
        if (run.Problem is null && trains && run.Data is null)
            yield return new OptionIssue(ErrorCatalog.MissingField, "data", "The job needs data for its model; write data: synthetic, for instance.");
        if (run.Problem is null && trains && !algorithm.SuitsModels)
            yield return Impossible("algorithm.kind", "This algorithm needs the smoothness and strong convexity of its problem, which no model has; choose a problem, or d-psgd, dproxsgt, choco-sgd or a2cid2.");
        if (!run.Compression.Up.SequenceEqual(new CompressionSection().Up) && !algorithm.CompressesMessages)
            yield return Impossible("compression.up", "This algorithm sends vectors as they are; leave compression out, or choose choco-sgd or cdproxsgt.");
        if (!run.Compression.Down.SequenceEqual(new CompressionSection().Down))
            yield return Impossible("compression.down", "A decentralized run has no server that sends down; give compression.up.");
        if (run.Workers.Count < 2)
            yield return Impossible("workers.count", "A decentralized run needs 2 nodes or more.");
        foreach (OptionIssue issue in NoServer(run))
            yield return issue;

        if (algorithm is GossipAlgorithmOptions && run.Stop.Events is not null)
            yield return Impossible("stop.events", "This algorithm takes steps, not events; give stop.rounds.");
        if (algorithm is GossipAlgorithmOptions && run.Topology is { Graphs: > 1 })
            yield return Impossible("topology.graphs", "Only algorithms without rounds run on graphs that vary with time; set graphs: 1.");
        if (algorithm is EventAlgorithmOptions { SuitsVaryingGraphs: false } && run.Topology is { Graphs: > 1 })
            yield return Impossible("topology.graphs", "The steps of this algorithm belong to the edges of one graph; set graphs: 1, or choose dadao or a2cid2.");
        if (algorithm is GossipAlgorithmOptions && run.Topology is { Margin: not 1 })
            yield return Impossible("topology.margin", "Only algorithms without rounds have rates of edges; leave margin out.");
        if (algorithm is GossipAlgorithmOptions && run.Topology is { Clock: EventClockChoice.Live })
            yield return Impossible("topology.clock", "This algorithm takes steps, which all nodes take together; leave clock out, or choose dadao, continuized or a2cid2.");
        foreach (OptionIssue issue in run.Topology?.Faults?.Refuse(run.Workers.Count) ?? [])
            yield return issue with { Path = OptionNames.Join("topology.faults", issue.Path) };
        if (algorithm is EventAlgorithmOptions { OwnRates: not null } && run.Topology is { Rates: not EdgeRateChoice.Uniform })
            yield return Impossible("topology.rates", "The rates of this algorithm's averaging follow from algorithm.averagings and the degrees of the graph; leave rates out.");
        if (run.Problem is null && run.Stop.Target?.Distance is not null)
            yield return Impossible("stop.target.distance", "The solution of a model is not known; give accuracy or loss.");
        if (run.Problem is not null && run.Stop.Target?.Accuracy is not null)
            yield return Impossible("stop.target.accuracy", "A problem has no accuracy; give loss or distance.");
        if ((run.Topology ?? new TopologySection()).Graph.Refuse(run.Workers.Count) is { } refused)
            yield return refused with { Path = OptionNames.Join("topology.graph", refused.Path) };
    }

    private static IEnumerable<OptionIssue> NoServer(RunDefinition run)
    {
        if (run.Aggregation != new AggregationSection())
            yield return Impossible("aggregation", "A decentralized run has no server that aggregates; leave aggregation out.");
        if (run.Workers.Byzantine.Count > 0)
            yield return Impossible("workers.byzantine", "Byzantine nodes of decentralized runs are not simulated; leave byzantine out.");
        if (run.Workers.Participation < 1)
            yield return Impossible("workers.participation", "All nodes of a decentralized run take part; leave participation out.");
        if (run.Workers.Quorum < 1)
            yield return Impossible("workers.quorum", "A decentralized run has no rounds that go on without some nodes; leave quorum out.");
    }

    private static OptionIssue Impossible(string path, string message) => new(ErrorCatalog.ImpossibleCombination, path, message);
}
