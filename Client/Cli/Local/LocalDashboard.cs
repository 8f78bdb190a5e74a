using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Starling.Algorithms.Errors;
using Starling.Cli.Commands;
using Starling.Cli.Hosting;

namespace Starling.Cli.Local;

/// <summary>The dashboard beside the silos of a local cluster: a process of its own, reachable from this machine alone.</summary>
/// <param name="host">The process.</param>
/// <param name="folder">The cluster's folder.</param>
internal sealed class LocalDashboard(ICliHost host, LocalFolder folder)
{
    /// <summary>The name of its process, of its log, and of its file.</summary>
    public const string Name = "dashboard";

    /// <summary>Where it listens where nobody says otherwise and nobody else does.</summary>
    public const int UsualPort = 8080;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>The port of last time, else the usual one, else any that is free.</summary>
    /// <param name="before">The address of last time; null where there was none.</param>
    public static string ChooseUrl(string? before)
    {
        int[] wanted = [before is not null && Uri.TryCreate(before, UriKind.Absolute, out Uri? last) ? last.Port : UsualPort, UsualPort, 0];
        int port = wanted.Select(FreePort).First(free => free is not null)!.Value;
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
    }

    /// <summary>A port that nobody listens on now: the one that is wanted, or any for 0; null where somebody has it.</summary>
    public static int? FreePort(int wanted)
    {
        using var listener = new TcpListener(IPAddress.Loopback, wanted);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Starts it and returns when it answers.</summary>
    /// <exception cref="StarlingException">STAR0707: it ended, or does not answer in time.</exception>
    public async Task StartAsync(LocalState state, string url, CancellationToken cancellationToken)
    {
        PrivateFile.CreateFolder(folder.DashboardKeys);
        var settings = new List<string>
        {
            $"--Dashboard:Url={url}",
            $"--Dashboard:Cluster={state.Gateways}",
            $"--Dashboard:TokenFile={folder.TokenOf("viewer")}",
            $"--Dashboard:KeysFolder={folder.DashboardKeys}",
            $"--Dashboard:Tls={(state.Tls ? "On" : "Off")}",
        };
        if (state.Tls)
            settings.Add($"--Dashboard:CaFile={folder.Authority}");

        SiloProcess process = host.Silos.Launch(new SiloLaunch(
            settings, new Dictionary<string, string>(StringComparer.Ordinal), host.CurrentDirectory, folder.LogOf(Name), DashboardCommand.Name));
        folder.WriteProcess(Name, process);
        long began = host.Time.GetTimestamp();
        while (!await host.AnswersAsync(new Uri($"{url}/health/live"), cancellationToken))
        {
            if (!host.Silos.IsAlive(process) || host.Time.GetElapsedTime(began) > StartPatience)
                throw new StarlingException(ErrorCatalog.DashboardCannotListen, $"{url}: {folder.LastWords(Name)} Its log is {folder.LogOf(Name)}.");

            await Task.Delay(Look, host.Time, cancellationToken);
        }
    }
}
