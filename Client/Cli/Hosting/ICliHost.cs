using Spectre.Console;
using Starling.Cli.Jobs;
using Starling.Cli.Local;
using Starling.Client;
using Starling.Client.Connections;

namespace Starling.Cli.Hosting;

/// <summary>All that a command touches outside itself, so that a test can stand in for it.</summary>
internal interface ICliHost
{
    /// <summary>Standard output.</summary>
    TextWriter Output { get; }

    /// <summary>Standard error.</summary>
    TextWriter Error { get; }

    /// <summary>Standard output, with colours and widths.</summary>
    IAnsiConsole Console { get; }

    /// <summary>Whether a person watches standard output on a terminal that can redraw lines.</summary>
    bool IsInteractive { get; }

    /// <summary>The folder in which <c>runs</c> is made.</summary>
    string CurrentDirectory { get; }

    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>Reads job files.</summary>
    IJobReader Jobs { get; }

    /// <summary>Starts a cluster in this process.</summary>
    Task<IClusterSession> StartClusterAsync(ClusterRequest request, CancellationToken cancellationToken);

    /// <summary>Connects to a cluster of other processes.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0405, STAR0601, ...: it cannot be reached or refuses.</exception>
    Task<IStarlingClient> ConnectAsync(StarlingConnectionOptions options, CancellationToken cancellationToken);

    /// <summary>Starts silos as processes of their own, and looks after them.</summary>
    ISiloLauncher Silos { get; }

    /// <summary>A variable of the environment; null where it is not set or empty.</summary>
    string? Variable(string name);

    /// <summary>The folder for what this user's programs keep on this machine.</summary>
    string ApplicationData { get; }

    /// <summary>Runs a silo in this process until it is asked to stop, and returns its exit code.</summary>
    /// <param name="arguments">Settings, such as <c>--Silo:SiloPort=11112</c>.</param>
    Task<int> RunSiloAsync(string[] arguments);

    /// <summary>Serves the dashboard of a cluster in this process until it is asked to stop, and returns its exit code.</summary>
    /// <param name="arguments">Settings, such as <c>--Dashboard:Cluster=silo-1:30000</c>.</param>
    Task<int> RunDashboardAsync(string[] arguments);

    /// <summary>Serves a dashboard of a cluster in this process until the result is disposed.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="port">The port on this machine; null for the usual one, or a free one where somebody has that.</param>
    /// <param name="log">Told what goes wrong.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0707: somebody else listens on the port.</exception>
    Task<DashboardSession> StartDashboardAsync(IStarlingClient client, int? port, RunLog log, CancellationToken cancellationToken);

    /// <summary>Whether a web server answers at an address with success.</summary>
    Task<bool> AnswersAsync(Uri address, CancellationToken cancellationToken);

    /// <summary>Calls <paramref name="handler"/> on every SIGINT (Ctrl-C) and SIGTERM until the result is disposed.</summary>
    IDisposable OnInterrupt(Action handler);

    /// <summary>Ends the process at once.</summary>
    void Exit(int exitCode);
}
