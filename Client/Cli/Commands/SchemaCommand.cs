using System.CommandLine;
using Starling.Cli.Hosting;

namespace Starling.Cli.Commands;

/// <summary><c>starling schema</c>: prints the JSON Schema of the job file. Hidden: it is for the repository's own scripts.</summary>
internal static class SchemaCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var command = new Command("schema", "Print the JSON Schema of the job file.") { Hidden = true };
        command.SetAction(_ =>
        {
            host.Output.Write(host.Jobs.Schema());
            return ExitCodes.Done;
        });
        return command;
    }
}
