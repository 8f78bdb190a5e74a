using Spectre.Console;
using Starling.Cli.Jobs;

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

    /// <summary>Calls <paramref name="handler"/> on every SIGINT (Ctrl-C) and SIGTERM until the result is disposed.</summary>
    IDisposable OnInterrupt(Action handler);

    /// <summary>Ends the process at once.</summary>
    void Exit(int exitCode);
}
