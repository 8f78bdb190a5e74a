using System.CommandLine;
using Starling.Algorithms.Errors;
using Starling.Cli.Comparing;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Client.Results;
using Starling.Client.Results.Comparing;

namespace Starling.Cli.Commands;

/// <summary><c>starling compare</c>: several runs beside each other, in the terminal and on a page.</summary>
internal static class CompareCommand
{
    private static readonly Dictionary<string, ComparisonAxis> Axes = new(StringComparer.Ordinal)
    {
        ["rounds"] = ComparisonAxis.Rounds,
        ["iterations"] = ComparisonAxis.Iterations,
        ["gradients"] = ComparisonAxis.Gradients,
        ["bytes-up"] = ComparisonAxis.BytesUp,
        ["bytes"] = ComparisonAxis.Bytes,
        ["seconds"] = ComparisonAxis.Seconds,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "Two result folders or more; or names of jobs, for their newest folders under runs.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--out") { Description = "Write a page with the curves.", HelpName = "report.html" };
        var labels = new Option<string?>("--labels") { Description = "What the runs are called, with commas between: --labels A,B. By default the names of their jobs.", HelpName = "A,B" };
        var axis = new Option<string>("--axis")
        {
            Description = $"Against what the page draws its curves first: {string.Join(", ", Axes.Keys)}.",
            HelpName = "AXIS",
            DefaultValueFactory = _ => "rounds",
        };
        axis.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !Axes.ContainsKey(result.Tokens[0].Value))
                result.AddError($"--axis is '{result.Tokens[0].Value}'; it can be {string.Join(", ", Axes.Keys)}.");
        });
        var json = new Option<bool>("--json") { Description = "Print everything as one JSON object." };
        var command = new Command("compare", "Show several runs beside each other: what it took each to get how far.") { runs, output, labels, axis, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] places = [.. (parsed.GetValue(runs) ?? []).Select(typed => RunPlaces.Find(host.CurrentDirectory, typed))];
            RunComparison comparison = RunComparison.Of([.. places.Select(ComparedRun.Read)], parsed.GetValue(labels)?.Split(','));
            string? page = parsed.GetValue(output);
            if (page is not null)
            {
                string target = Target(host, page, places);
                await ResultFile.WriteAsync(
                    target, (stream, interrupted) => comparison.WritePageAsync(stream, Axes[parsed.GetRequiredValue(axis)], interrupted), cancellationToken);
            }

            var display = new ComparisonDisplay(host, comparison, page);
            if (parsed.GetValue(json))
                display.ShowJson();
            else
                display.Show();
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Target(ICliHost host, string typed, IReadOnlyList<string> runs)
    {
        if (typed.Length == 0)
            throw new StarlingException(ErrorCatalog.BadCommandLine, "--out is empty; name a file.");
        string path = Path.GetFullPath(typed, host.CurrentDirectory);
        // What a run left there is not ours to replace.
        if (File.Exists(path) && runs.Any(run => string.Equals(run, Path.GetDirectoryName(path), StringComparison.Ordinal)))
            throw new StarlingException(ErrorCatalog.BadCommandLine, $"--out {typed} is a file of one of the runs; name another file.");
        return path;
    }
}
