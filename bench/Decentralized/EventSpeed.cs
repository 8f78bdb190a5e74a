using System.Diagnostics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Bench.Decentralized;

/// <summary>
/// Events of DADAO in virtual time that one core does in a second, d = 100, quadratics, nothing measured on the way. The limit beside it: the bytes that
/// an event reads and writes, at the speed at which as much memory as all states take can be changed in place.
/// </summary>
internal static class EventSpeed
{
    private const int Dimension = 100;
    private const double Target = 1e6;
    private const int Slice = 50_000;
    private const int Slices = 100;

    /// <summary>Prints a table.</summary>
    public static int Run()
    {
        Console.WriteLine($"DADAO in virtual time, d = {Dimension}, one core, best of {Slices} times {Slice:n0} events; target {Target:n0} events a second");
        Console.WriteLine("limit: bytes that an event reads and writes / speed of changing in place as many bytes as all states have");
        Console.WriteLine(
            $"{"graph",-18}{"nodes",6}{"edges",7}{"swaps of all",14}{"states MB",11}{"kB an event",13}{"GB/s in place",15}{"limit M/s",11}{"measured M/s",14}{"of limit",10}");
        (string Name, TopologyOptions Options, int Nodes)[] rows =
        [
            ("cycle", new CycleOptions(), 16), ("complete", new CompleteOptions(), 16), ("torus", new TorusOptions(), 100), ("random-geometric", new RandomGeometricOptions(), 200),
            ("torus", new TorusOptions(), 1000), ("cycle", new CycleOptions(), 1000),
        ];
        foreach ((string name, TopologyOptions options, int nodes) in rows)
            Measure(name, options.Create(nodes, 1));
        return 0;
    }

    private static void Measure(string name, Graph graph)
    {
        int nodes = graph.NodeCount;
        var rates = UniformRates.Of(graph);
        IDistributedProblem problem = new QuadraticOptions { Dimension = Dimension }.Create(new DataContext(new DataLocator(null), 1, nodes));
        DecentralizedSetting setting = ComparisonSetting.Of(problem, rates);
        INodeOracle<double>[] oracles = ComparisonSetting.Oracles(problem);
        var runner = new VirtualTimeRunner<double>(new DadaoOptions().Create<double>(setting), rates, oracles, new double[Dimension], new EventUniforms(1));
        long vector = Dimension * sizeof(double);
        long state = runner.Nodes[0].VectorCount * vector;
        var pass = new PassSpeed(nodes * state);

        // The one beside the other, since a machine is not as fast at all times; the first slices are for the compiler.
        double events = 0;
        double bytes = 0;
        for (int repeat = 0; repeat < Slices; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int k = 0; k < Slice; k++)
                runner.Step();
            events = Math.Max(events, Slice / Stopwatch.GetElapsedTime(start).TotalSeconds);

            start = Stopwatch.GetTimestamp();
            long done = 0;
            while (done < 64 << 20)
                done += pass.Run();
            bytes = Math.Max(bytes, done / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        // A swap changes two states; a gradient changes one, and reads the node's curvatures and centers.
        double swaps = runner.Activations / (double)runner.Events;
        double touched = (swaps * 4 * state) + ((1 - swaps) * ((2 * state) + (2 * vector)));
        double limit = bytes / touched;
        Console.WriteLine(
            $"{name,-18}{nodes,6}{graph.EdgeCount,7}{swaps,14:p1}{nodes * state / 1e6,11:f2}{touched / 1e3,13:f1}{bytes / 1e9,15:f1}{limit / 1e6,11:f2}{events / 1e6,14:f2}{events / limit,10:p0}");
    }
}
