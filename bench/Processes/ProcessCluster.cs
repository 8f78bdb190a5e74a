using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Starling.Client;
using Starling.TestSupport.Services;

namespace Starling.Bench.Processes;

/// <summary>Silos, each a process, and this process as a client of them: it holds no grain.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Several times as long as a silo needs to hear of another one.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private readonly string clusterId = $"bench-{Guid.NewGuid():N}";
    private readonly string[] settings;
    private readonly string? folder;
    private readonly int[] ports;
    private readonly int[] gateways;
    private readonly List<SiloProcess> silos = [];
    private IHost? client;

    private ProcessCluster(int count, string? folder, string[] settings)
    {
        this.folder = folder;
        this.settings = settings;
        ports = FreePorts.Take(count);
        gateways = FreePorts.Take(count);
    }

    /// <summary>The processes of the silos.</summary>
    public IReadOnlyList<SiloProcess> Silos => silos;

    /// <summary>The way to the grains.</summary>
    public IClusterClient Client => client!.Services.GetRequiredService<IClusterClient>();

    /// <summary>Starts silos and connects to them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="folder">Where they meet and store, so that any of them may be killed; null where the first one is all that they share.</param>
    /// <param name="settings">Further settings of theirs.</param>
    public static async Task<ProcessCluster> StartAsync(int count, string? folder, params string[] settings)
    {
        var cluster = new ProcessCluster(count, folder, settings);
        try
        {
            for (int i = 0; i < count; i++)
                cluster.silos.Add(SiloProcess.Start(cluster.SettingsOf(i)));

            await cluster.ConnectAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The silo, by its place in <see cref="Silos"/>, that a grain is active on; -1 where it is on none.</summary>
    /// <param name="grain">The grain.</param>
    public async Task<int> SiloOfAsync(IAddressable grain)
    {
        SiloAddress? address = await Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return address is null ? -1 : Array.IndexOf(ports, address.Endpoint.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (client is not null)
            await client.StopAsync();

        client?.Dispose();
        silos.ForEach(silo => silo.Dispose());
    }

    private IEnumerable<string> SettingsOf(int number)
    {
        yield return $"--Silo:ClusterId={clusterId}";
        yield return Setting("Silo:SiloPort", ports[number]);
        yield return Setting("Silo:GatewayPort", gateways[number]);
        if (folder is not null)
        {
            yield return "--Clustering:Kind=Folder";
            yield return $"--Clustering:Folder={Path.Combine(folder, "members")}";
            yield return "--Storage:Kind=Folder";
            yield return $"--Storage:Folder={Path.Combine(folder, "storage")}";
        }
        else if (number > 0)
        {
            yield return $"--Clustering:PrimarySilo={new IPEndPoint(IPAddress.Loopback, ports[0])}";
        }

        foreach (string setting in settings)
            yield return setting;
        yield return "--Logging:LogLevel:Default=Error";
    }

    private static string Setting(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"--{name}={value}");

    private async Task ConnectAsync()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(orleans => orleans
            .UseLocalhostClustering(gateways, "starling", clusterId)
            .UseConnectionRetryFilter(async (_, cancellationToken) =>
            {
                await Task.Delay(Pause, cancellationToken);
                return silos.TrueForAll(silo => !silo.HasExited);
            }));
        client = builder.Build();
        await client.StartAsync();
        var asking = new StarlingClient(Client);
        while ((await asking.GetSilosAsync()).Length < silos.Count)
        {
            if (silos.Exists(silo => silo.HasExited))
                throw new InvalidOperationException("A silo did not start.");

            await Task.Delay(Pause);
        }

        await Task.Delay(Settling);
    }
}
