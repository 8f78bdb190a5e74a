using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Starling.Algorithms.Errors;
using Starling.Cli.Commands;
using Starling.Cli.Hosting;
using Starling.Client;

namespace Starling.Cli;

/// <summary>The <c>starling</c> command: its sub-commands, its errors, its exit codes.</summary>
internal sealed class CommandLine
{
    private readonly ICliHost host;
    private readonly RootCommand root;
    private readonly Option<bool> verbose = new("--verbose")
    {
        Description = "Say more: the cluster's log and the details of unexpected errors, on standard error.",
        Recursive = true,
    };

    /// <summary>Builds the commands over a host.</summary>
    public CommandLine(ICliHost host)
    {
        this.host = host;
        root = new RootCommand("Starling trains and optimizes on a cluster: federated, decentralized, Byzantine-robust.")
        {
            RunCommand.Create(host, verbose),
            ValidateCommand.Create(host),
            UpCommand.Create(host),
            DownCommand.Create(host),
            SubmitCommand.Create(host),
            JobsCommand.Create(host),
            StatusCommand.Create(host),
            WatchCommand.Create(host),
            LogsCommand.Create(host),
            OrderCommands.Pause(host),
            OrderCommands.Resume(host),
            OrderCommands.Extend(host),
            OrderCommands.Cancel(host),
            OrderCommands.Forget(host),
            ResultCommand.Create(host),
            ClusterCommand.Create(host),
            TokenCommand.Create(host),
            DataCommand.Create(host),
            AggregateCommand.Create(host),
            TopologyCommand.Create(host),
            CompareCommand.Create(host),
            SchemaCommand.Create(host),
            DashboardCommand.Create(host),
            SiloCommand.Create(host),
        };
        root.Options.Add(verbose);
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(host);
        root.SetAction(ShowHelp);
    }

    /// <summary>Runs a command line and returns the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        ParseResult parsed = root.Parse(arguments);
        try
        {
            if (parsed.Errors.Count > 0 && parsed.Action is not (HelpAction or VersionAction))
                return RefuseCommandLine(parsed);

            // Interrupts are the commands' own affair: they end a job cleanly instead of tearing it down.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = host.Output,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (StarlingException exception)
        {
            await host.Error.WriteLineAsync(exception.Line);
            await ShowDetailsAsync(parsed, exception.InnerException);
            return ExitCodeOf(exception.Error);
        }
#pragma warning disable CA1031 // The last resort: a person gets a sentence, not a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await host.Error.WriteLineAsync(
                $"{ErrorCatalog.JobFailed.Code}: Unexpected {exception.GetType().Name}: {FirstLine(exception.Message)}");
            await ShowDetailsAsync(parsed, exception);
            return ExitCodes.Failed;
        }
    }

    /// <summary>Whether the input was refused, the cluster is away, or something went wrong on the way.</summary>
    internal static int ExitCodeOf(ErrorEntry error) => error.Code switch
    {
        // No cluster, or none for this caller.
        "STAR0405" or "STAR0601" or "STAR0602" or "STAR0603" or "STAR0705" => ExitCodes.Unreachable,
        // What was asked for cannot be.
        "STAR0401" or "STAR0404" or "STAR0406" or "STAR0410" or "STAR0411" or "STAR0412" or "STAR0413" or "STAR0414" or "STAR0604" => ExitCodes.Refused,
        "STAR0701" or "STAR0702" or "STAR0703" or "STAR0704" or "STAR0707" => ExitCodes.Refused,
        ['S', 'T', 'A', 'R', '0', '1' or '2' or '8', ..] => ExitCodes.Refused,
        _ => ExitCodes.Failed,
    };

    private static string FirstLine(string message) => message.ReplaceLineEndings("\n").Split('\n')[0];

    private int ShowHelp(ParseResult parsed)
    {
        new HelpAction().Invoke(parsed);
        return ExitCodes.Refused;
    }

    private int RefuseCommandLine(ParseResult parsed)
    {
        foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            host.Error.WriteLine($"{ErrorCatalog.BadCommandLine.Code}: {error.Message}");
        string command = parsed.CommandResult.Command is RootCommand ? "starling" : $"starling {parsed.CommandResult.Command.Name}";
        host.Error.WriteLine($"Try: {command} --help");
        return ExitCodes.Refused;
    }

    private async Task ShowDetailsAsync(ParseResult parsed, Exception? exception)
    {
        if (exception is not null && parsed.GetValue(verbose))
            await host.Error.WriteLineAsync(exception.ToString());
    }

    private sealed class VersionAction(ICliHost host) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            host.Output.WriteLine($"starling {ProductVersion.Text}");
            return ExitCodes.Done;
        }
    }
}
