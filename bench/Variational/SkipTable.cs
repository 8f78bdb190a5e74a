using System.Globalization;

namespace Starling.Bench.Variational;

/// <summary>
/// Methods of local steps on two quadratic games: rounds and iterations of ProxSkip-VIP until |z - z*|^2 is 1e-6 of |z_0 - z*|^2, where local methods stop, and the squared
/// distance after some rounds.
/// </summary>
internal static class SkipTable
{
    private const double Target = 1e-3;
    private const int Seeds = 5;
    private static readonly int[] Checkpoints = [50, 100, 200, 400];

    /// <summary>Prints the tables.</summary>
    public static void Print()
    {
        var bad = new GameRuns("""{ "kind": "quadratic-game", "spectrum": "shared", "generator": "portable", "instanceSeed": 13 }""", 20);
        Console.WriteLine("\nQ2, condition number 329, proxskip-gda to a squared distance of 1e-6, seeds 1 to 5:\n");
        Console.WriteLine("| p | iterations | rounds | mean rounds | recorded iterations | recorded rounds |");
        Console.WriteLine("| --- | --- | --- | ---: | --- | --- |");
        Probability(bad, null, "502, 489, 537, 556, 518", "27, 30, 28, 24, 32");
        Probability(bad, 1, "475", "475");
        Probability(bad, 0.5, "478", "247");
        Probability(bad, 0.2, "478", "97");
        Probability(bad, 0.1, "478", "46");
        Probability(bad, 0.03, "1250", "32");

        double l = bad.Work.Game.Constants.Cocoercivity;
        Console.WriteLine("\nQ2, squared distance where local descent-ascent of 18 steps stops, after 3000 rounds:\n");
        Console.WriteLine("| step size | squared distance | recorded |");
        Console.WriteLine("| --- | ---: | ---: |");
        Floor("1/l", 1 / l, "4.25e-3");
        Floor("0.1/l", 0.1 / l, "5.79e-5");

        Console.WriteLine("\nQ2, rounds of other local methods to a squared distance of 1e-6, 18 local steps; nothing is recorded of these:\n");
        Console.WriteLine("| method | evaluations | rounds |");
        Console.WriteLine("| --- | ---: | ---: |");
        Count("proxskip-gda", """{ "kind": "proxskip-gda" }""");
        Count("scaffold (SCAFFOLD-S), 1/l", Scaffold(18, 1 / l));
        Count("scaffold (SCAFFOLD-S), 0.5/l", Scaffold(18, 0.5 / l));
        Count("scaffold (SCAFFOLD-S), 0.1/l", Scaffold(18, 0.1 / l));
        Count("fedgda-gt, 18 steps", """{ "kind": "fedgda-gt", "steps": 18 }""");
        Count("fedgda-gt, 18 steps, 1/l", string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "fedgda-gt", "steps": 18, "stepSize": {{1 / l:R}} }"""));
        Count("fedgda-gt, 18 steps, 0.5/l", string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "fedgda-gt", "steps": 18, "stepSize": {{0.5 / l:R}} }"""));

        var good = new GameRuns("""{ "kind": "quadratic-game", "generator": "portable", "instanceSeed": 11 }""", 20);
        Console.WriteLine("\nQ1, condition number 3, to a squared distance of 1e-6, seeds 1 to 5:\n");
        Console.WriteLine("| method | iterations | rounds | recorded iterations | recorded rounds |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        Reached(good, "proxskip-gda", """{ "kind": "proxskip-gda" }""", "21 to 24", "10 to 16");
        Reached(good, "proxskip-gda, p = 1", """{ "kind": "proxskip-gda", "communicate": 1 }""", "21", "21");
        Reached(good, "proxskip-lsvrgda", """{ "kind": "proxskip-lsvrgda" }""", "6012, 5959, 5983", "199, 178, 195");

        Console.WriteLine("\nQ1, squared distance after so many rounds, seed 1; fedgda-gt has two rounds an iteration:\n");
        Console.WriteLine("| method | 50 | 100 | 200 | 400 | recorded |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | --- |");
        After(good, "proxskip-gda", """{ "kind": "proxskip-gda" }""", "8.8e-27, 1.4e-31, .., ..");
        After(good, "proxskip-sgda", """{ "kind": "proxskip-sgda" }""", "0.29, 0.56, 0.30, 0.44");
        After(good, "proxskip-lsvrgda", """{ "kind": "proxskip-lsvrgda" }""", "4.0e-2, 8.5e-4, 5.9e-7, 1.4e-13");
        After(good, "local-sgda", """{ "kind": "local-sgda" }""", "0.870, 0.758, 0.577, 0.338");
        After(good, "local-sgda, extragradient", """{ "kind": "local-sgda", "extragradient": true }""", "4.6e-2, 2.1e-3, 6.2e-6, 1.1e-6");
        double lipschitz = good.Work.Game.Constants.NodeLipschitz.Max();
        After(good, "scaffold (SCAFFOLD-S), 20 steps, 1/(21 K max L)", Scaffold(20, 1 / (21 * 20 * lipschitz)), "");
        After(good, "scaffold (SCAFFOLD-S), 20 steps, 0.1/max L", Scaffold(20, 0.1 / lipschitz), "");
        After(good, "fedgda-gt", """{ "kind": "fedgda-gt" }""", "");
        After(good, "fedgda-gt, iterations", """{ "kind": "fedgda-gt" }""", "1.8e-4, 3.1e-8, 1.0e-15, 1.5e-28", 2);

        void Count(string name, string algorithm)
        {
            GameRun run = bad.Start(algorithm);
            string rounds = run.To(Target) ? run.Rounds.ToString(CultureInfo.InvariantCulture) : "not reached";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {run.Evaluations:0} | {rounds} |"));
        }

        void Floor(string name, double step, string recorded)
        {
            double distance = bad.Start(string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "local-sgda", "steps": 18, "stepSize": {{step:R}} }""")).For(3000).Distance;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {distance * distance:0.00e+0} | {recorded} |"));
        }
    }

    /// <summary>Full operators, no clipping, decay or weight decay.</summary>
    private static string Scaffold(int steps, double step) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{ "kind": "scaffold", "localSteps": {{steps}}, "learningRate": {{step:R}}, "batchSize": 0, "learningRateDecay": 1, "weightDecay": 0, "clipNorm": 0 }""");

    private static void Probability(GameRuns runs, double? probability, string iterations, string rounds)
    {
        string algorithm = probability is { } p
            ? string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "proxskip-gda", "communicate": {{p}} }""")
            : """{ "kind": "proxskip-gda" }""";
        GameRun[] done = Run(runs, algorithm);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {probability?.ToString(CultureInfo.InvariantCulture) ?? "sqrt(gamma mu) = 0.055"} | {Join(done, run => run.Iterations)} | {Join(done, run => run.Rounds)} | {done.Average(run => run.Rounds):0.0} | {iterations} | {rounds} |"));
    }

    private static void Reached(GameRuns runs, string name, string algorithm, string iterations, string rounds)
    {
        GameRun[] done = Run(runs, algorithm);
        Console.WriteLine($"| {name} | {Join(done, run => run.Iterations)} | {Join(done, run => run.Rounds)} | {iterations} | {rounds} |");
    }

    private static void After(GameRuns runs, string name, string algorithm, string recorded, int roundsOfOne = 1)
    {
        GameRun run = runs.Start(algorithm);
        string[] distances = [.. Checkpoints.Select(checkpoint =>
        {
            double distance = run.For((checkpoint * roundsOfOne) - run.Rounds).Distance;
            return (distance * distance).ToString("0.0e+0", CultureInfo.InvariantCulture);
        })];
        Console.WriteLine($"| {name} | {string.Join(" | ", distances)} | {recorded} |");
    }

    private static GameRun[] Run(GameRuns runs, string algorithm) => GameRuns.ForSeeds(Seeds, seed =>
    {
        GameRun run = runs.Start(algorithm, seed: seed);
        return run.To(Target) ? run : throw new InvalidOperationException($"{algorithm} does not reach {Target}.");
    });

    private static string Join(GameRun[] runs, Func<GameRun, long> number) => string.Join(", ", runs.Select(number));
}
