using System.Globalization;

namespace Starling.Bench.Variational;

/// <summary>The gap of ALPD in its variants, and of other methods after as many evaluations, on a quadratic with a price on linear equations.</summary>
internal static class PrimalDualTable
{
    private static readonly int[] Checkpoints = [10, 30, 100, 300, 1000, 3000];

    /// <summary>Prints the table.</summary>
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

        void Row(string name, string algorithm, string recorded)
        {
            GameRun run = runs.Start(algorithm);
            IEnumerable<string> gaps = Checkpoints.Select(checkpoint => run.For((2 * checkpoint) - run.Rounds).Gap.ToString("0.00e+0", CultureInfo.InvariantCulture));
            Console.WriteLine($"| {name} | {string.Join(" | ", gaps)} | {recorded} |");
        }
    }
}
