using System.CommandLine;
using System.CommandLine.Parsing;
using Starling.Cli.Display;
using Starling.Cli.Hosting;

namespace Starling.Cli.Commands;

/// <summary>The options of commands that show a job while it runs on a cluster.</summary>
internal static class Watching
{
    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print a line of JSON per event instead of the progress display." };

    /// <summary><c>--quiet</c>.</summary>
    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Print nothing but errors." };

    /// <summary>Refuses the two together.</summary>
    public static void RefuseBoth(CommandResult result, Option<bool> json, Option<bool> quiet)
    {
        if (result.GetValue(json) && result.GetValue(quiet))
            result.AddError("--json and --quiet exclude each other.");
    }

    /// <summary>The display that the options and the terminal ask for.</summary>
    public static IRunDisplay Display(ICliHost host, bool json, bool quiet) => quiet ? new QuietDisplay()
        : json ? new JsonDisplay(host.Output)
        : host.IsInteractive ? new RunDisplay(host.Console, host.Time)
        : new PlainDisplay(host.Output, host.Time);
}
