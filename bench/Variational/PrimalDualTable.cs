using System.Globalization;
using Starling.Algorithms.Problems.Games;

namespace Starling.Bench.Variational;

/// <summary>
/// The gap of ALPD in its variants, and of other methods after as many evaluations, on a quadratic with a price on linear equations, and on one with a price on quadratic
/// constraints.
/// </summary>
internal static class PrimalDualTable
{
    private static readonly int[] Checkpoints = [10, 30, 100, 300, 1000, 3000];

    /// <summary>Prints the tables.</summary>
    public static void Print()
    {
        var runs = new GameRuns("""{ "kind": "quadratic-penalty", "generator": "portable", "instanceSeed": 19, "startSeed": 23 }""", 1);
        Console.WriteLine("\nQuadratic penalty, gap after K iterations of two evaluations each:\n");
        Console.WriteLine($"| method | {string.Join(" | ", Checkpoints)} | recorded |");
        Console.WriteLine($"| --- |{string.Concat(Checkpoints.Select(_ => " ---: |"))} --- |");
        Row("alpd", """{ "kind": "alpd" }""", "15.99, 1.980, 0.0986, 7.16e-3, 6.42e-4, 7.14e-5");
        Row("alpd, published", """{ "kind": "alpd", "variant": "published" }""", "8.23, 1.134, 0.0457, 4.12e-3, 3.69e-4, 4.10e-5");
        Row("alpd, linearised", """{ "kind": "alpd", "variant": "linearised" }""", "");
        Row("alpd, unaccelerated (LPD)", """{ "kind": "alpd", "variant": "unaccelerated" }""", "17.99, 3.171, 0.358, 1.55e-2, 9.44e-4, 1.01e-4");
        Row("extragradient", """{ "kind": "extragradient" }""", "");
        Row("past-extragradient", """{ "kind": "past-extragradient" }""", "");

        PrintConstraints();

        void Row(string name, string algorithm, string recorded)
        {
            GameRun run = runs.Start(algorithm);
            IEnumerable<string> gaps = Checkpoints.Select(checkpoint => run.For((2 * checkpoint) - run.Rounds).Gap.ToString("0.00e+0", CultureInfo.InvariantCulture));
            Console.WriteLine($"| {name} | {string.Join(" | ", gaps)} | {recorded} |");
        }
    }

    // After as many evaluations, for inexact steps take more of them.
    private static void PrintConstraints()
    {
        int[] evaluations = [100, 300, 1000, 3000, 10_000];
        var runs = new GameRuns("""{ "kind": "quadratic-constraints", "generator": "portable", "instanceSeed": 19, "startSeed": 23 }""", 1);
        PrimalDualStructure structure = runs.Work.Game.PrimalDual!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nQuadratic constraints: L_f {structure.Smoothness:0.####}, L_xy {structure.Coupling:0.####}, L_xx {structure.CouplingCurvature:0.####}; gap after evaluations of a worker, and the iterations that they are:\n"));
        Console.WriteLine($"| method | {string.Join(" | ", evaluations)} | iterations |");
        Console.WriteLine($"| --- |{string.Concat(evaluations.Select(_ => " ---: |"))} ---: |");
        Row("alpd, inexact, 1 inner step", """{ "kind": "alpd", "variant": "inexact", "innerSteps": 1 }""");
        Row("alpd, inexact, 3 inner steps", """{ "kind": "alpd", "variant": "inexact", "innerSteps": 3 }""");
        Row("alpd, inexact, 10 inner steps", """{ "kind": "alpd", "variant": "inexact", "innerSteps": 10 }""");
        Row("extragradient", """{ "kind": "extragradient" }""");
        Row("past-extragradient", """{ "kind": "past-extragradient" }""");

        void Row(string name, string algorithm)
        {
            GameRun run = runs.Start(algorithm);
            List<string> gaps = [];
            foreach (int checkpoint in evaluations)
            {
                while (run.Evaluations < checkpoint)
                    run.For(1);
                gaps.Add(run.Gap.ToString("0.00e+0", CultureInfo.InvariantCulture));
            }

            Console.WriteLine($"| {name} | {string.Join(" | ", gaps)} | {run.Iterations} |");
        }
    }
}
