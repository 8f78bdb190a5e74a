using System.CommandLine;
using Starling.Cli.Hosting;

namespace Starling.Cli.Commands;

/// <summary><c>starling silo ...</c>: a silo in this process, with the settings of the silo program. Hidden: <c>up</c> starts it.</summary>
internal static class SiloCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "silo";

    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var command = new Command(Name, "Run a silo in this process, configured as the silo program is.")
        {
            Hidden = true,
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, _) => host.RunSiloAsync([.. parsed.UnmatchedTokens]));
        return command;
    }
}
