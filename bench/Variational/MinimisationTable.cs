using System.Globalization;

namespace Starling.Bench.Variational;

/// <summary>
/// Compressed minimisation of ten quadratics of 50 variables, k = 5: iterations and floats up until |x - x*| is 1e-6 of |x_0 - x*|, or where a method without the memory
/// that it needs stops.
/// </summary>
internal static class MinimisationTable
{
    private const double Target = 1e-6;
    private const int Dimension = 50;
    private const int Kept = 5;
    private const int Seeds = 5;
    private const string TopK = """{ "up": { "kind": "top-k", "k": 5 } }""";
    private const string TopKAlone = """{ "up": { "kind": "top-k", "k": 5 }, "feedback": false }""";
    private const string RandK = """{ "up": { "kind": "rand-k", "k": 5 } }""";

    /// <summary>Prints the tables.</summary>
    public static void Print()
    {
        var runs = new GameRuns("""{ "kind": "dense-quadratic", "generator": "portable", "instanceSeed": 29 }""", 10);
        double l = runs.Work.Game.Constants.Lipschitz;
        Console.WriteLine("\nTen quadratics of 50 variables, to a distance of 1e-6; means over seeds 1 to 5 of methods that draw:\n");
        Console.WriteLine("| method | iterations | recorded | floats up | recorded | encoded floats up |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        Row("descent, 1/L", Descent(1 / l), "{}", 1, "15", "750");
        Row("EF21 top-5, scale 1", """{ "kind": "ef21" }""", TopK, 1, "559", "2845");
        Row("EF21 top-5, scale 8", """{ "kind": "ef21", "scale": 8 }""", TopK, 1, "78", "440");
        Row("EF21 top-5, scale 16", """{ "kind": "ef21", "scale": 16 }""", TopK, 1, "84", "470");
        Row("DIANA rand-5", """{ "kind": "diana" }""", RandK, Seeds, "267", "1335");
        Row("MARINA rand-5", """{ "kind": "marina" }""", RandK, Seeds, "117", "1580");

        Console.WriteLine("\nWhere compressed descent stops, means of the distance over the last 500 rounds:\n");
        Console.WriteLine("| method | rounds | distance | recorded |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        Floor("top-5 without error feedback, 1/L", Descent(1 / l), TopKAlone, 3000, "0.83");
        Floor("rand-5, step 0.772", Descent(0.772), RandK, 20_000, "1.7, not converging");
        Floor("top-5 with error feedback, 0.02/L", Descent(0.02 / l), TopK, 4500, "0.035");
        Floor("top-5 with error feedback, 0.25/L", Descent(0.25 / l), TopK, 4500, "0.47");

        void Row(string name, string algorithm, string compression, int seeds, string recorded, string recordedFloats)
        {
            GameRun[] done = GameRuns.ForSeeds(seeds, seed =>
            {
                GameRun run = runs.Start(algorithm, compression, seed);
                return run.To(Target) ? run : throw new InvalidOperationException($"{name} does not reach {Target}.");
            });
            double floats = done.Average(run => (run.CompressedRounds * (double)Kept) + ((run.Rounds - run.CompressedRounds) * (double)Dimension));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {done.Average(run => run.Iterations):0.#} | {recorded} | {floats:0} | {recordedFloats} | {done.Average(run => run.BytesUp) / 8:0} |"));
        }

        void Floor(string name, string algorithm, string compression, int rounds, string recorded)
        {
            const int Last = 500;
            GameRun run = runs.Start(algorithm, compression).For(rounds - Last);
            double mean = Enumerable.Range(0, Last).Average(_ => run.For(1).Distance);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {rounds} | {mean:0.000} | {recorded} |"));
        }
    }

    private static string Descent(double step) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "gradient-descent-ascent", "stepSize": {{step:R}} }""");
}
