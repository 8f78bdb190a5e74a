using System.Globalization;

namespace Starling.Bench.Variational;

/// <summary>Methods for variational inequalities on instances that can be rebuilt anywhere, beside what was recorded.</summary>
internal static class VariationalTables
{
    /// <summary>Prints the tables.</summary>
    /// <param name="args">--table NAME for one of them; --seeds N.</param>
    public static int Run(string[] args)
    {
        string? only = null;
        int seeds = 3;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--table" when i + 1 < args.Length:
                    only = args[++i];
                    break;
                case "--seeds" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seeds) && seeds > 0:
                    i++;
                    break;
                default:
                    Console.Error.WriteLine("usage: ./bench.sh variational [--table traffic|larger|skip|minimisation|primal-dual|least-squares] [--seeds N]");
                    return 2;
            }
        }

        if (only is null or "traffic")
            Traffic(seeds);
        if (only is null or "larger")
            Larger();
        if (only is null or "skip")
            SkipTable.Print();
        if (only is null or "minimisation")
            MinimisationTable.Print();
        if (only is null or "primal-dual")
            PrimalDualTable.Print();
        if (only is null or "least-squares")
            LeastSquaresTable.Print();
        return 0;
    }

    private static void Traffic(int seeds)
    {
        var alike = new TrafficTable(Bilinear(50, "0.1", 20), seeds);
        alike.Head("P1");
        alike.Dense("extragradient", "extragradient", 0.5, "1072", "13.72");
        alike.Dense("extragradient", "extragradient", 0.9, "598", "7.654");
        alike.Dense("past-extragradient", "past-extragradient", 0.5, "1072", "6.867");
        alike.Dense("past-extragradient", "past-extragradient", 0.57, "941");
        alike.RandK(5, 1, false, "6484", "4.225");
        alike.RandK(5, 1.5, false, "4320", "2.826");
        alike.RandK(10, 1.5, false, "2544", "3.363");
        alike.RandK(25, 1.5, false, "1431", "4.588");
        alike.PermK(1.5, "3336", "2.177");
        alike.RandK(10, 1.5, true, "8111", "10.48");
        alike.RandK(25, 1.5, true, "2654", "8.655");
        alike.TopK(10, 0.5, false, "6346", "8.749");
        alike.TopK(10, 0.5, true, "6350", "8.751");
        alike.TopK(25, 1, false, "1872", "6.389");
        alike.TopK(25, 0.5, true, "3729", "12.75");

        Console.WriteLine("\nP1, methods that must not arrive, distance from z*:\n");
        Console.WriteLine("| method | rounds | distance | recorded |");
        Console.WriteLine("| --- | ---: | ---: | --- |");
        double l = Bilinear(50, "0.1", 20).Work.Game.Constants.Lipschitz;
        alike.Control("gradient descent-ascent, 0.1/L", Step("gradient-descent-ascent", 0.1 / l), "{}", 6000, "diverges");
        alike.Control("extragradient, both calls rand-10, 0.1/L", Step("extragradient", 0.1 / l), """{ "up": { "kind": "rand-k", "k": 10 } }""", 10_000, "0.31");
        alike.Control(
            "extragradient, top-10 with error feedback, 0.1/L", Step("extragradient", 0.1 / l), """{ "up": { "kind": "top-k", "k": 10 }, "feedback": true }""", 10_000, "diverges");

        var different = new TrafficTable(Bilinear(50, "1", 20), seeds);
        different.Head("P2");
        different.Dense("past-extragradient", "past-extragradient", 0.5);
        different.RandK(5, 1, false, "9086", "5.861");
        different.RandK(5, 1.5, false, "6055", "3.934");
        different.PermK(1.5, "4321", "2.828");

        var many = new TrafficTable(Bilinear(50, "0.1", 100), seeds);
        many.Head("P3");
        many.Dense("past-extragradient", "past-extragradient", 0.5, "1066", "6.829");
        many.Dense("extragradient", "extragradient", 0.9, "594", "7.603");
        many.RandK(2, 1.5, false, "6433, 6149", "1.643, 1.600");
        many.PermK(1.5, "7524", "0.9295");
    }

    // Message heads, 20 to 28 bytes, are little here.
    private static void Larger()
    {
        var large = new TrafficTable(Bilinear(500, "0.1", 20), 1);
        large.Head("Ten times as long, seed 1");
        large.Dense("past-extragradient", "past-extragradient", 0.57);
        large.RandK(50, 1.5, false);
        large.PermK(1.5);
        large.RandK(250, 1.5, true);
        large.TopK(250, 0.7, true);
    }

    private static string Step(string kind, double step) => string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "{{kind}}", "stepSize": {{step:R}} }""");

    private static GameRuns Bilinear(int dimension, string zeta, int workers) => new(
        $$"""{ "kind": "bilinear", "dimension": {{dimension}}, "zeta": {{zeta}}, "generator": "portable", "instanceSeed": 7 }""", workers);
}
