using System.Collections.Immutable;
using System.Globalization;
using Starling.Bench.Processes;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;

namespace Starling.Bench.Decentralized;

/// <summary>
/// DADAO on the live clock: 16 nodes on a cycle, on silos that are processes of their own. What it reaches, how often edges are used, and what
/// lost messages, a node that stands still and a killed silo do to it.
/// </summary>
internal static class LiveTable
{
    private const int Silos = 3;
    private const int Nodes = 16;
    private const int StoppedNode = 5;
    private const double StopsAfter = 10;
    private const double StopsFor = 10;

    /// <summary>Prints a table.</summary>
    /// <param name="args">See the usage of this program.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        double pace = 20;
        double condition = 10;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--pace" when i + 1 < args.Length: pace = Number(args[++i]); break;
                case "--condition" when i + 1 < args.Length: condition = Number(args[++i]); break;
                default:
                    Console.Error.WriteLine($"live: unknown argument {args[i]}.");
                    return 2;
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"DADAO, live, {Nodes} nodes on a cycle, condition number {condition}, {Silos} silo processes, {pace} units of time a second asked for, edges at 1.1 of their rates, until the distance is 1e-10"));
        Console.WriteLine();
        Console.WriteLine("| trouble | distance | seconds | units/s | gradients | uses of edges | uses of an edge in a unit, least and most, over nominal | asked again | came twice | made up | left out | ends that disagree | sum of c_i |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        await RowAsync("none", pace, condition, "{ drop: 0 }", kills: false);
        await RowAsync("5 % lost, 5 % twice", pace, condition, "{ drop: 0.05, duplicate: 0.05 }", kills: false);
        List<JobEvent> stopped = await RowAsync(
            string.Create(CultureInfo.InvariantCulture, $"node {StoppedNode} stands still from second {StopsAfter} to {StopsAfter + StopsFor}"),
            pace, condition, string.Create(CultureInfo.InvariantCulture, $"{{ stopped: [{StoppedNode}], after: {StopsAfter}, lasting: {StopsFor} }}"), kills: false);
        await RowAsync("SIGKILL of a silo", pace, condition, "{ drop: 0 }", kills: true);
        Console.WriteLine();
        PrintRates(stopped);
        return 0;
    }

    private static async Task<List<JobEvent>> RowAsync(string trouble, double pace, double condition, string faults, bool kills)
    {
        string folder = Directory.CreateTempSubdirectory("starling-live-").FullName;
        try
        {
            await using ProcessCluster cluster = await ProcessCluster.StartAsync(Silos, folder);
            var client = new StarlingClient(cluster.Client);
            JobFileResult job = JobFile.Parse(Job(pace, condition, faults), "live.yaml");
            string id = await client.SubmitAsync(job.Spec ?? throw new InvalidOperationException(string.Join('\n', job.Issues)));
            var events = new List<JobEvent>();
            bool isKilled = !kills;
            await foreach (JobEvent happened in client.WatchAsync(id))
            {
                events.Add(happened);
                if (isKilled || happened.Metrics is not { Distance: < 0.1 })
                    continue;

                isKilled = true;
                cluster.Silos[1].Kill();
            }

            Print(trouble, await client.GetStatusAsync(id), events);
            return events;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(string trouble, JobStatus status, List<JobEvent> events)
    {
        NetworkActivity activity = events.Last(happened => happened.Kind == JobEventKinds.Network).Activity!;
        LiveReport live = activity.Live!;

        // The nominal rate of a cycle of 16, in uses in a unit of time.
        const double Nominal = 2.48153221;
        double[] rates = [.. activity.Edges.Select(uses => uses / (double)status.Round / Nominal)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {trouble} | {status.Latest!.Distance:0.0e+0} | {status.Totals.Seconds:0.0} | {status.Round / status.Totals.Seconds:0.0} | {status.Totals.Gradients:n0} | {status.Totals.Communications:n0} | {rates.Min():0.00} to {rates.Max():0.00} | {live.Repeated:n0} | {live.Ignored:n0} | {live.Settled:n0} | {live.LeftOut:n0} | {live.Disagreements} | {live.Imbalance:0.0e+0} |"));
    }

    /// <summary>What the others did in a second while a node stood still, over what they did before.</summary>
    private static void PrintRates(List<JobEvent> events)
    {
        JobEvent[] rows = [.. events.Where(happened => happened is { Kind: JobEventKinds.Evaluated, Activity: not null, Metrics: not null })];
        (double Gradients, double Swaps) before = Rates(rows, 2, StopsAfter - 0.5);
        (double Gradients, double Swaps) during = Rates(rows, StopsAfter + 0.5, StopsAfter + StopsFor - 0.5);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"While node {StoppedNode} stood still the others computed {during.Gradients / before.Gradients:0.00} of the gradients in a second that they computed before, and used the edges among them {during.Swaps / before.Swaps:0.00} times as often."));
    }

    private static (double Gradients, double Swaps) Rates(JobEvent[] rows, double from, double to)
    {
        JobEvent first = rows.First(row => row.Metrics!.Seconds >= from);
        JobEvent last = rows.Last(row => row.Metrics!.Seconds <= to);
        double seconds = (last.Time - first.Time).TotalSeconds;
        ImmutableArray<int> ends = first.Activity!.Ends;
        long gradients = Enumerable.Range(0, Nodes).Where(node => node != StoppedNode).Sum(node => last.Activity!.Nodes[node] - first.Activity.Nodes[node]);
        long swaps = Enumerable.Range(0, ends.Length / 2).Where(e => ends[2 * e] != StoppedNode && ends[(2 * e) + 1] != StoppedNode)
            .Sum(e => last.Activity!.Edges[e] - first.Activity.Edges[e]);
        return (gradients / seconds, swaps / seconds);
    }

    private static string Job(double pace, double condition, string faults) => string.Create(CultureInfo.InvariantCulture, $$"""
        name: live
        algorithm: dadao
        problem: { kind: quadratic, condition: {{condition}} }
        workers: { count: {{Nodes}} }
        topology: { graph: cycle, clock: live, pace: {{pace}}, margin: 1.1, faults: {{faults}} }
        stop: { target: { distance: 1.0e-10 }, time: 240 }
        evaluate: { every: 10 }
        """);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
