using System.CommandLine;
using Starling.Cli.Hosting;

namespace Starling.Cli.Commands;

/// <summary>
/// <c>starling dashboard ...</c>: the dashboard and the HTTP API of a cluster, with the settings of <see cref="Dashboard.DashboardSettings"/>.
/// </summary>
internal static class DashboardCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "dashboard";

    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var command = new Command(
            Name, "Serve the dashboard and the HTTP API of a cluster, as --Dashboard:Cluster=HOST:PORT, --Dashboard:Url=... and the like say; `up` does.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, _) => host.RunDashboardAsync([.. parsed.UnmatchedTokens]));
        return command;
    }
}
