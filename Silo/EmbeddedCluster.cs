using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Starling.Algorithms.Accelerators;
using Starling.Algorithms.Data;
using Starling.Grains.Runtime;
using Starling.Grains.Security;
using Starling.Grains.Trainers;
using Starling.Grains.Workers;
using Starling.Silo.Settings;

namespace Starling.Silo;

/// <summary>
/// A cluster of silos inside this process, for <c>starling run</c> and for tests. The silos share compute threads and loaded
/// data, as they share the machine; everything else crosses between them as it would between processes.
/// </summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly List<IHost> hosts = [];
    private readonly ComputePool pool;
    private readonly FlightLimit flights;
    private readonly TrainerPool trainers = new(
        Options.Create(new TrainerOptions { AllowCommands = true }), TimeProvider.System, NullLogger<TrainerPool>.Instance);
    private readonly AggregationDevice device = new(() => AcceleratorChoice.Open(AcceleratorKind.Auto, _ => { }));

    private EmbeddedCluster(int threads)
    {
        pool = new ComputePool(threads);
        flights = new FlightLimit(threads + 2);
    }

    /// <summary>The way to the grains.</summary>
    public IClusterClient Client => hosts[0].Services.GetRequiredService<IClusterClient>();

    /// <summary>The services of the silos, in order.</summary>
    public IReadOnlyList<IServiceProvider> Silos => [.. hosts.Select(host => host.Services)];

    /// <summary>Starts the cluster.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="locator">Where data files are looked for; null for the usual places.</param>
    /// <param name="configure">Changes each silo's host before it is built: logging, options, services.</param>
    /// <param name="storage">Where jobs and checkpoints are kept; null for the memory of the silos.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<EmbeddedCluster> StartAsync(
        int silos,
        DataLocator? locator = null,
        Action<IHostApplicationBuilder>? configure = null,
        StorageSettings? storage = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(silos);
        var cluster = new EmbeddedCluster(Environment.ProcessorCount);
        try
        {
            await cluster.StartSilosAsync(silos, new DataCache(locator ?? new DataLocator()), configure, storage, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the silos, the first one last.</summary>
    public async ValueTask DisposeAsync()
    {
        for (int i = hosts.Count - 1; i >= 0; i--)
        {
            await hosts[i].StopAsync();
            hosts[i].Dispose();
        }

        hosts.Clear();
        flights.Dispose();
        trainers.Dispose();
        pool.Dispose();
        device.Dispose();
    }

    private async Task StartSilosAsync(
        int silos, DataCache data, Action<IHostApplicationBuilder>? configure, StorageSettings? storage, CancellationToken cancellationToken)
    {
        int[] ports = FreePorts(2 * silos);
        string clusterId = $"embedded-{Guid.NewGuid():N}";
        for (int i = 0; i < silos; i++)
        {
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            // What Orleans advises a machine that is all a silo's (server garbage collection, a punctual watchdog) it says at
            // every start; here it is no warning.
            builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
            builder.Services.AddSingleton(pool);
            builder.Services.AddSingleton(flights);
            builder.Services.AddSingleton(trainers);
            builder.Services.AddSingleton(data);
            builder.Services.AddSingleton(device);
            builder.AddStarlingSilo(new HostSettings
            {
                Silo = new SiloSettings
                {
                    ClusterId = clusterId,
                    SiloPort = ports[2 * i],
                    GatewayPort = ports[(2 * i) + 1],
                },
                Clustering = new ClusteringSettings
                {
                    PrimarySilo = i == 0 ? null : new IPEndPoint(IPAddress.Loopback, ports[0]).ToString(),
                },
                Storage = storage ?? new StorageSettings(),

                // Commands are run as the caller, who may run them anyway.
                Trainers = new TrainerOptions { AllowCommands = true },

                // Limits protect a cluster that people share; this one is its caller's own.
                Limits = new JobLimits { JobBytes = int.MaxValue, Workers = int.MaxValue, Parameters = long.MaxValue, Rounds = int.MaxValue },
            });
            configure?.Invoke(builder);
            IHost host = builder.Build();
            hosts.Add(host);
            await host.StartAsync(cancellationToken);
        }
    }

    /// <summary>Ports that nobody listens on now, all different.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            for (int i = 0; i < count; i++)
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                listeners.Add(listener);
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
