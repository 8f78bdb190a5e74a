using System.Diagnostics;
using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;

namespace Starling.Bench.Decentralized;

/// <summary>
/// Decentralized methods on one problem: 16 nodes with quadratics of 10 coordinates and the same curvatures, from 1 to kappa, counted to a relative
/// squared error of 1e-6. The step sizes of EXTRA and gradient tracking are the best of 17 multiples of 1/L.
/// </summary>
public static class DecentralizedComparison
{
    private const int Nodes = 16;
    private const double RecordedCondition = 100;
    private const string Never = "not reached";

    private static readonly (string Name, TopologyOptions Options)[] Graphs =
    [
        ("cycle", new CycleOptions()), ("line", new LineOptions()), ("grid", new GridOptions()), ("complete", new CompleteOptions()), ("star", new StarOptions()),
    ];

    // Methods without rounds stand before the others; each is a column with its own way of counting.
    private static readonly ComparisonColumn[] Columns =
    [
        new("DADAO (mean of 5 seeds)", ["995 / 39481", "990 / 75696", "1005 / 26374", "1118 / 11834", "1110 / 16642"], DadaoCell.Of),
        ComparisonColumn.Tuned("EXTRA (best step)",
            ["693 / 11088 (0.8/L)", "676 / 10140 (1/L)", "693 / 16632 (0.8/L)", "461 / 55320 (1.2/L)", "461 / 6915 (1.2/L)"], new ExtraOptions()),
        ComparisonColumn.Tuned("gradient tracking (best step)",
            ["2777 / 44432 (0.2/L)", "4446 / 66690 (0.15/L)", "3703 / 88872 (0.15/L)", "1387 / 166440 (0.4/L)", "1389 / 20835 (0.4/L)"],
            new GradientTrackingOptions()),
        ComparisonColumn.Fixed("MSDA (dual gradients)",
            ["117 / 9360", "113 / 16950", "143 / 10296", "104 / 12480", "136 / 8160"], new MsdaOptions()),
        ComparisonColumn.Fixed("ADOM+ multi-consensus",
            ["2064 / 627456", "2064 / 2229120", "2064 / 445824", "1039 / 124680", "2056 / 370080"], new AdomPlusOptions()),
        ComparisonColumn.Fixed("ADOM+ one round",
            ["29769 / 476304", Never, "12325 / 295800", "1039 / 124680", "16414 / 246210"], new AdomPlusOptions { MultiConsensus = false }),
    ];

    /// <summary>Runs every method on every graph and prints a table.</summary>
    /// <param name="args"><c>--condition K</c>: L/mu, 100 without it.</param>
    /// <returns>0, or 2 for arguments that make no sense.</returns>
    public static int Run(string[] args)
    {
        double condition = RecordedCondition;
        if (args.Length > 0 && !(args is ["--condition", string text] && double.TryParse(text, CultureInfo.InvariantCulture, out condition)
            && condition is >= 1 and <= 1e6))
        {
            Console.Error.WriteLine($"decentralized: unknown arguments {string.Join(' ', args)}; use --condition K (1 to 1e6) or nothing.");
            return 2;
        }

        var watch = Stopwatch.StartNew();
        IDistributedProblem problem = new QuadraticOptions { Condition = condition }.Create(new DataContext(new DataLocator(null), 1, Nodes));
        ComparisonCell?[] cells = new ComparisonCell?[Graphs.Length * Columns.Length];
        Parallel.For(0, cells.Length, i =>
            cells[i] = Columns[i % Columns.Length].Measure(problem, Graphs[i / Columns.Length].Options.Create(Nodes, 1, 0)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"gradients of a node / edge activations to 1e-6, L/mu = {condition}; {watch.Elapsed.TotalSeconds:0.0} s"));
        Print((graph, column) => cells[(graph * Columns.Length) + column]?.ToString() ?? Never);
        IReadOnlyList<ComparisonCell>[] predicted = [.. Graphs.Select(graph => PredictedCell.Row(problem, graph.Options.Create(Nodes, 1, 0)))];
        Console.WriteLine();
        Console.WriteLine("predicted, as the advice at the end of a run has it:");
        Print((graph, column) => predicted[graph][column].ToString());
        if (condition == RecordedCondition)
        {
            Console.WriteLine();
            Console.WriteLine("recorded:");
            Print((graph, column) => Columns[column].Recorded[graph]);
        }

        return 0;
    }

    private static void Print(Func<int, int, string> cell)
    {
        Console.WriteLine();
        Console.WriteLine($"| graph | {string.Join(" | ", Columns.Select(column => column.Name))} |");
        Console.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", Columns.Length))}");
        for (int graph = 0; graph < Graphs.Length; graph++)
        {
            int row = graph;
            Console.WriteLine($"| {Graphs[graph].Name} | {string.Join(" | ", Enumerable.Range(0, Columns.Length).Select(column => cell(row, column)))} |");
        }
    }
}
