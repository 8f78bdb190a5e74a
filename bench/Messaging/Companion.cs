using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Starling.Bench.Processes;

namespace Starling.Bench.Messaging;

/// <summary>
/// The second process: silo B with its receiver, and the other end of the plain streams. It lives as long as its standard input
/// is open, that is, no longer than the process that started it, however that ends.
/// </summary>
internal static class Companion
{
    /// <summary>The subject of this program that is a companion; not for people.</summary>
    public const string Subject = "messages-companion";

    /// <summary>What it says when it can be called, followed by the port of its <see cref="PlainServer"/>.</summary>
    public const string Ready = "ready";

    /// <summary>The key of the receiver on silo B.</summary>
    public const string Receiver = "receiver";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The arguments that start the companion with a silo.</summary>
    public static IEnumerable<string> ArgumentsOf(MessagingSilo silo) =>
        [Subject, silo.ClusterId, .. new[] { silo.SiloPort, silo.GatewayPort, silo.PrimaryPort!.Value }.Select(port => port.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Runs until standard input ends.</summary>
    /// <param name="args">What <see cref="ArgumentsOf"/> says, after the subject.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        int[] ports = [.. args[1..].Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
        var parentEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ParentWatch.Start(() => EndSoon(parentEnded));
        using var server = new PlainServer();
        using IHost host = new MessagingSilo(args[0], ports[0], ports[1], ports[2]).Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IClusterClient>().GetGrain<IReceiverGrain>(Receiver).ProcessAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Ready} {server.Port}"));
        await parentEnded.Task;
        await host.StopAsync();
        return 0;
    }

    private static void EndSoon(TaskCompletionSource ended)
    {
        ended.TrySetResult();

        // Silo A may be gone, and then silo B waits for it in vain, starting or stopping.
        Thread.Sleep(Patience);
        Environment.Exit(1);
    }
}
