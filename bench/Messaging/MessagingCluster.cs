using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Starling.Bench.Messaging;

/// <summary>Silo A in this process and silo B in another, and that the grains are where they should be.</summary>
internal sealed class MessagingCluster : IAsyncDisposable
{
    private readonly IHost host;
    private CompanionProcess? companion;

    private MessagingCluster(IHost host) => this.host = host;

    /// <summary>The way to the grains, from silo A.</summary>
    public IClusterClient Client => host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Is cancelled when the person presses Ctrl+C.</summary>
    public CancellationToken Stopping => host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>The port of the plain server in the other process.</summary>
    public int PlainPort => companion!.PlainPort;

    /// <summary>Starts both silos.</summary>
    public static async Task<MessagingCluster> StartAsync()
    {
        MessagingSilo first = MessagingSilo.First();
        var cluster = new MessagingCluster(first.Build());
        try
        {
            await cluster.host.StartAsync();
            cluster.companion = await CompanionProcess.StartAsync(first.Second(), cluster.Stopping);
            int process = await cluster.Client.GetGrain<IReceiverGrain>(Companion.Receiver).ProcessAsync();
            return process == cluster.companion.Id
                ? cluster
                : throw new InvalidOperationException($"The receiver is in process {process}, not in that of silo B, {cluster.companion.Id}.");
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A sender on silo A.</summary>
    /// <param name="key">Its key.</param>
    public async Task<ISenderGrain> SenderAsync(string key)
    {
        ISenderGrain sender = Client.GetGrain<ISenderGrain>(key);
        int process = await sender.ProcessAsync();
        return process == Environment.ProcessId
            ? sender
            : throw new InvalidOperationException($"Sender {key} is in process {process}, not in that of silo A, {Environment.ProcessId}.");
    }

    /// <summary>Stops silo B, then silo A, which keeps the list of silos.</summary>
    public async ValueTask DisposeAsync()
    {
        if (companion is not null)
            await companion.DisposeAsync();

        await host.StopAsync();
        host.Dispose();
    }
}
