using System.Diagnostics;
using System.Globalization;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Bench.Topology;

/// <summary>Uniform and optimised edge rates, graph by graph, with the certified gap.</summary>
public static class TopologyBenchmark
{
    private static readonly (string Name, TopologyOptions Options, int Nodes)[] Graphs =
    [
        ("cycle 16", new CycleOptions(), 16),
        ("line 16", new LineOptions(), 16),
        ("grid 4x4", new GridOptions(), 16),
        ("complete 8", new CompleteOptions(), 8),
        ("complete 16", new CompleteOptions(), 16),
        ("star 16", new StarOptions(), 16),
        ("barbell 8", new BarbellOptions(), 8),
        ("barbell 16", new BarbellOptions(), 16),
        ("hypercube 16", new HypercubeOptions(), 16),
        ("torus 4x4", new TorusOptions(), 16),
        ("ring-of-cliques 16", new RingOfCliquesOptions(), 16),
        ("cycle 64", new CycleOptions(), 64),
        ("line 64", new LineOptions(), 64),
        ("grid 8x8", new GridOptions(), 64),
        ("complete 64", new CompleteOptions(), 64),
        ("star 300", new StarOptions(), 300),
        ("random-geometric 64", new RandomGeometricOptions(), 64),
        ("erdos-renyi 64", new ErdosRenyiOptions(), 64),
        ("small-world 64", new SmallWorldOptions(), 64),
    ];

    /// <summary>Prints the table.</summary>
    /// <param name="args">None.</param>
    /// <returns>0, or 2 for arguments.</returns>
    public static int Run(string[] args)
    {
        if (args.Length > 0)
        {
            Console.Error.WriteLine($"topology: unknown arguments {string.Join(' ', args)}; it takes none.");
            return 2;
        }

        Console.WriteLine("chi1 and chi2 at rate 1 on every edge; R is the number of swaps a gradient of every node at which chi1 chi2 = 1/2; seed 1.");
        Console.WriteLine();
        Console.WriteLine("| graph | edges | chi1 | chi2 | uniform R | optimised R | less | certified gap | seconds |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach ((string name, TopologyOptions options, int nodes) in Graphs)
        {
            Graph graph = options.Create(nodes, seed: 1);
            var spectrum = GraphSpectrum.Of(graph);
            long started = Stopwatch.GetTimestamp();
            var rates = OptimisedRates.Of(graph);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            string found = rates.IsUniform ? "the same" : rates.Rates.Total.ToString("0.0000", CultureInfo.InvariantCulture);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {graph.EdgeCount} | {spectrum.Chi1:0.0000} | {spectrum.Chi2:0.0000} | {rates.Uniform.Total:0.0000} | {found} | {rates.Gain * 100:0.0} % | {Math.Max(0, rates.Gap):0.0e+00} | {seconds:0.00} |"));
        }

        return 0;
    }
}
