using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Starling.GrainInterfaces;

namespace Starling.Bench.Messaging;

/// <summary>
/// What messages between silos in two processes cost: vectors in chunks, the time of a small call, calls a second. The limit is a
/// plain TCP connection between the same two processes, measured in the same run, the two in turn. MB are 10^6 bytes.
/// </summary>
internal static class MessagesBenchmark
{
    private const int Vectors = 16;
    private const int Calls = 10_000;
    private const int Callers = 64;
    private const int CallsEach = 2_000;
    private const int Interrupted = 130;

    /// <summary>Runs the benchmark and prints tables.</summary>
    /// <param name="args"><c>--repeats N</c>: how often each is measured, 5 by default.</param>
    /// <returns>0, 2 for arguments that make no sense, 130 where Ctrl+C ended it.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        int repeats = 5;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--repeats" && i + 1 < args.Length && int.TryParse(args[++i], CultureInfo.InvariantCulture, out repeats) && repeats > 0)
                continue;

            Console.Error.WriteLine($"messages: unknown argument {args[i]}.");
            return 2;
        }

        Write($"{EngineName.Current}; two processes over loopback, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC");
        try
        {
            await using MessagingCluster cluster = await MessagingCluster.StartAsync();
            await PushAsync(cluster, repeats);
            await TimeAsync(cluster, repeats);
            await CallAsync(cluster, repeats);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
    }

    private static async Task PushAsync(MessagingCluster cluster, int repeats)
    {
        Write($"""

            Vectors of {PlainStream.VectorBytes >> 20} MiB, {Vectors} a repetition, stream and messages in turn. Messages: chunks of {ShardLayout.ChunkBytes >> 20} MiB, {ShardLayout.Window} under way.

            | repetition | plain TCP stream, MB/s | grain messages, MB/s | of the stream |
            | ---: | ---: | ---: | ---: |
            """);
        using var plain = new PlainStream(cluster.PlainPort, PlainServer.Take);
        ISenderGrain sender = await cluster.SenderAsync("pusher");
        List<(double Plain, double Grains)> rates = [];
        for (int repetition = 0; repetition <= repeats; repetition++)
        {
            // In turn vector by vector, so that what else runs on the machine troubles both alike.
            double stream = 0;
            double grains = 0;
            for (int vector = 0; vector < Vectors; vector++)
            {
                stream += plain.Push();
                grains += await sender.PushAsync(Companion.Receiver).WaitAsync(cluster.Stopping);
            }

            if (repetition == 0)
                continue; // The first one warms up.

            const double Megabytes = (double)Vectors * PlainStream.VectorBytes / 1e6;
            rates.Add((Megabytes / stream, Megabytes / grains));
            Write($"| {repetition} | {rates[^1].Plain:n0} | {rates[^1].Grains:n0} | {100 * stream / grains:0} % |");
        }

        Write($"| median | {rates.Select(rate => rate.Plain).Median():n0} | {rates.Select(rate => rate.Grains).Median():n0} | {100 * rates.Select(rate => rate.Grains / rate.Plain).Median():0} % |");
        Write($"\nTarget: at least 60 % of the stream.");
    }

    private static async Task TimeAsync(MessagingCluster cluster, int repeats)
    {
        Write($"""

            Small calls, one after the other, {Calls:n0} a repetition, microseconds. Plain TCP: {PlainStream.MessageBytes} bytes there and back.

            | repetition | plain TCP, median | 99 % below | call, median | 99 % below |
            | ---: | ---: | ---: | ---: | ---: |
            """);
        using var plain = new PlainStream(cluster.PlainPort, PlainServer.Echo);
        ISenderGrain caller = await cluster.SenderAsync("caller");
        List<(double Plain, double PlainWorst, double Call, double CallWorst)> times = [];
        for (int repetition = 0; repetition <= repeats; repetition++)
        {
            double[] there = plain.Time(Calls);
            double[] calls = await caller.TimeAsync(Companion.Receiver, Calls).WaitAsync(cluster.Stopping);
            if (repetition == 0)
                continue;

            times.Add((there.Median(), there.Percentile99(), calls.Median(), calls.Percentile99()));
            Write($"| {repetition} | {times[^1].Plain:0} | {times[^1].PlainWorst:0} | {times[^1].Call:0} | {times[^1].CallWorst:0} |");
        }

        Write($"| median | {times.Select(time => time.Plain).Median():0} | {times.Select(time => time.PlainWorst).Median():0} | {times.Select(time => time.Call).Median():0} | {times.Select(time => time.CallWorst).Median():0} |");
        Write($"\nTarget: a median below 200 microseconds.");
    }

    private static async Task CallAsync(MessagingCluster cluster, int repeats)
    {
        Write($"""

            Small calls by {Callers} grains to one, {CallsEach:n0} each a repetition.

            | repetition | calls a second |
            | ---: | ---: |
            """);
        ISenderGrain[] callers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(number => cluster.SenderAsync($"caller-{number}")));
        List<double> rates = [];
        for (int repetition = 0; repetition <= repeats; repetition++)
        {
            long begun = Stopwatch.GetTimestamp();
            await Task.WhenAll(callers.Select(caller => caller.CallAsync(Companion.Receiver, CallsEach))).WaitAsync(cluster.Stopping);
            double rate = Callers * CallsEach / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            if (repetition == 0)
                continue;

            rates.Add(rate);
            Write($"| {repetition} | {rate:n0} |");
        }

        Write($"| median | {rates.Median():n0} |");
        Write($"\nTarget: at least 40,000 a second.");
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
