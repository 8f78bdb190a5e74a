using System.Diagnostics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Bench.Decentralized;

/// <summary>Events of DADAO in virtual time that one core does in a second, d = 100, quadratics, nothing measured on the way.</summary>
internal static class EventSpeed
{
    private const int Dimension = 100;
    private const double Target = 1e6;

    /// <summary>Prints a table.</summary>
    public static int Run()
    {
        Console.WriteLine($"DADAO in virtual time, d = {Dimension}, one core; target {Target:n0} events a second");
        Console.WriteLine($"{"graph",-20}{"nodes",8}{"edges",8}{"swaps of all",14}{"million events a second",26}");
        (string Name, TopologyOptions Options, int Nodes)[] rows =
        [
            ("cycle", new CycleOptions(), 16), ("complete", new CompleteOptions(), 16), ("torus", new TorusOptions(), 100), ("random-geometric", new RandomGeometricOptions(), 200),
            ("torus", new TorusOptions(), 1000), ("cycle", new CycleOptions(), 1000),
        ];
        foreach ((string name, TopologyOptions options, int nodes) in rows)
        {
            Graph graph = options.Create(nodes, 1);
            var rates = UniformRates.Of(graph);
            IDistributedProblem problem = new QuadraticOptions { Dimension = Dimension }.Create(new DataContext(new DataLocator(null), 1, nodes));
            DecentralizedSetting setting = ComparisonSetting.Of(problem, rates);
            INodeOracle<double>[] oracles = ComparisonSetting.Oracles(problem);
            var runner = new VirtualTimeRunner<double>(new DadaoOptions().Create<double>(setting), rates, oracles, new double[Dimension], new EventUniforms(1));
            double best = 0;
            for (int repeat = 0; repeat < 5; repeat++)
            {
                const int Events = 500_000;
                long start = Stopwatch.GetTimestamp();
                for (int k = 0; k < Events; k++)
                    runner.Step();
                best = Math.Max(best, Events / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            Console.WriteLine($"{name,-20}{nodes,8}{graph.EdgeCount,8}{runner.Activations / (double)runner.Events,14:p1}{best / 1e6,26:f2}");
        }

        return 0;
    }
}
