using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Silo;

namespace Starling.Cli.Hosting;

/// <summary>An embedded cluster of silos in this process.</summary>
internal sealed class EmbeddedSession : IClusterSession
{
    private readonly EmbeddedCluster cluster;

    private EmbeddedSession(EmbeddedCluster cluster)
    {
        this.cluster = cluster;
        Client = new StarlingClient(cluster.Client);
    }

    /// <inheritdoc/>
    public IStarlingClient Client { get; }

    /// <summary>Starts the cluster.</summary>
    /// <exception cref="StarlingException">STAR0405: it did not start.</exception>
    public static async Task<IClusterSession> StartAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        try
        {
            EmbeddedCluster started = await EmbeddedCluster.StartAsync(
                request.Silos, new DataLocator(request.DataFolder), builder => Configure(builder, request.Log), cancellationToken: cancellationToken);
            return new EmbeddedSession(started);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or StarlingException))
        {
            throw new StarlingException(
                ErrorCatalog.ClusterUnreachable, $"The embedded cluster did not start: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    private static void Configure(IHostApplicationBuilder builder, ILoggerProvider log)
    {
        // The terminal belongs to the command, and so do its signals: the usual lifetime would stop the silos at Ctrl-C.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddProvider(new BorrowedLog(log));
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
