using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Data;
using Starling.Algorithms.Models;
using Starling.Algorithms.Options;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology;

namespace Starling.Algorithms.Runs;

/// <summary>All tables of parts that a run is made of.</summary>
public static class RunParts
{
    /// <summary>The tables.</summary>
    public static PartTables Tables { get; } = new(
        AlgorithmTable.All,
        ModelTable.All,
        ProblemTable.All,
        TopologyTable.Graphs,
        DataTable.All,
        PartitionTable.All,
        AggregationTable.All,
        PreAggregationTable.All,
        AttackTable.All,
        CompressorTable.All);
}
