namespace Starling.Cli.Hosting;

internal static class EmbeddedSession
{
    public static Task<IClusterSession> StartAsync(ClusterRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
