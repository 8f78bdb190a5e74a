using System.Globalization;

namespace Starling.Bench.Sizing;

/// <summary>Prints how many silos jobs need, and what a round costs them, on paper.</summary>
internal static class SizingTable
{
    /// <summary>Numbers of a vector of floats that one array holds: more is on paper alone.</summary>
    private const long LargestVector = int.MaxValue / sizeof(float);

    private static readonly (int Workers, int Participants, long Parameters)[] Jobs =
    [
        (100, 100, 1_000_000), (1_000, 100, 10_000_000), (10_000, 100, 10_000_000), (10_000, 1_000, 10_000_000), (10_000, 10_000, 1_000_000),
        (10_000, 10_000, 10_000_000), (10_000, 100, 100_000_000), (10_000, 1_000, 100_000_000), (10_000, 100, 1_000_000_000), (10_000, 100, 10_000_000_000),
    ];

    public static int Run(string[] args)
    {
        int cores = 16, states = 0, vectors = 3;
        double memory = 128, link = 10, ratio = 1;
        List<(int Workers, int Participants, long Parameters)> jobs = [];
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--cores": cores = (int)Number(value); break;
                case "--memory": memory = Number(value); break;
                case "--link": link = Number(value); break;
                case "--states": states = (int)Number(value); break;
                case "--vectors": vectors = (int)Number(value); break;
                case "--ratio": ratio = Number(value); break;
                case "--job" when value.Split(',') is [var workers, var participants, var parameters]:
                    jobs.Add(((int)Number(workers), (int)Number(participants), (long)Number(parameters)));
                    break;
                default:
                    Console.Error.WriteLine($"sizing: {args[i]} {value} makes no sense.");
                    return 2;
            }
        }

        Console.WriteLine(Text($"Silos of {cores} cores, {memory:N0} GiB and {link} Gbit/s; {states} vectors kept and {vectors} needed by a worker; updates to 1/{ratio} of their bytes."));
        Console.WriteLine();
        Console.WriteLine("| workers | a round | parameters | threads | silos | shards | GB a silo | GB up a round | network, s | mean, s | Gram matrix, s | of it to the coordinator, GB | calls, s |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach ((int workers, int participants, long parameters) in jobs.Count > 0 ? jobs : [.. Jobs])
            Console.WriteLine(Row(new ClusterPlan(workers, participants, parameters, cores, memory * (1L << 30), link * 1e9 / 8, states, vectors, ratio)));
        return 0;
    }

    private static string Row(ClusterPlan plan)
    {
        string star = plan.Parameters > LargestVector ? " *" : "";
        string job = Text($"| {plan.Workers:N0} | {plan.Participants:N0} | {plan.Parameters:N0}{star} |");
        return plan.Threads == 0
            ? job + " no worker fits into a silo: more memory" + string.Concat(Enumerable.Repeat(" |", 10))
            : job + Text($" {plan.Threads} | {plan.Silos:N0} | {plan.Shards:N0} | {plan.SiloMemory / 1e9:N1} | {plan.Up / 1e9:N1} | {plan.NetworkSeconds:N2} |")
                + Text($" {plan.MeanSeconds:N2} | {plan.GramSeconds:N2} | {plan.GramTraffic / 1e9:N3} | {plan.CallSeconds:N3} |");
    }

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out double number) && number >= 0 ? number : double.NaN;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
