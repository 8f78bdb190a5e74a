using System.Globalization;

namespace Starling.Bench.Variational;

/// <summary>
/// Robust least squares, generated and of a real data set: the residual |F(z)| over that of the start after as many evaluations of a worker. 200 rows on 20 workers, lambda 50.
/// </summary>
internal static class LeastSquaresTable
{
    private static readonly int[] Checkpoints = [100, 300, 1000, 3000];

    /// <summary>Prints the tables.</summary>
    public static void Print()
    {
        Print("R1", """{ "kind": "robust-least-squares", "generator": "portable", "instanceSeed": 17 }""");
        Print("the first 200 samples of optdigits, columns standardised", """{ "kind": "robust-least-squares", "data": { "kind": "optdigits", "samples": 200, "partition": "iid" } }""");
    }

    private static void Print(string name, string problem)
    {
        var runs = new GameRuns(problem, 20);
        double l = runs.Work.Game.Constants.Cocoercivity;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nRobust least squares, {name}: L {runs.Work.Game.Constants.Lipschitz:0.######}, largest l of a node {l:0.######}; residual over that of the start, after evaluations of a worker:\n"));
        Console.WriteLine($"| method | {string.Join(" | ", Checkpoints)} | rounds |");
        Console.WriteLine($"| --- |{string.Concat(Checkpoints.Select(_ => " ---: |"))} ---: |");
        Row("alpd", """{ "kind": "alpd" }""");
        Row("alpd, published", """{ "kind": "alpd", "variant": "published" }""");
        Row("alpd, unaccelerated (LPD)", """{ "kind": "alpd", "variant": "unaccelerated" }""");
        Row("extragradient", """{ "kind": "extragradient" }""");
        Row("past-extragradient", """{ "kind": "past-extragradient" }""");
        Row("proxskip-gda, 1/l, p 0.15", string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "proxskip-gda", "stepSize": {{1 / l:R}}, "communicate": 0.15 }"""));

        void Row(string method, string algorithm)
        {
            GameRun run = runs.Start(algorithm);
            double start = run.Residual;
            List<string> cells = [];
            foreach (int checkpoint in Checkpoints)
            {
                while (run.Evaluations < checkpoint)
                    run.For(1);
                cells.Add((run.Residual / start).ToString("0.0e+0", CultureInfo.InvariantCulture));
            }

            Console.WriteLine($"| {method} | {string.Join(" | ", cells)} | {run.Rounds} |");
        }
    }
}
