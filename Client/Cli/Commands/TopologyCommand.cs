using System.CommandLine;
using System.Globalization;
using System.Text;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;
using Starling.Cli.Topologies;
using Starling.Client.Results;

namespace Starling.Cli.Commands;

/// <summary><c>starling topology</c>: spectra and edge rates of a graph, and a picture of it.</summary>
internal static class TopologyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var graph = new Option<string>("--graph")
        {
            Description = $"The graph: {string.Join(", ", TopologyTable.Graphs.Entries.Select(entry => entry.Kind))}; or, with its parameters, as in a job "
                + "file: '{kind: grid, rows: 2}'.",
            HelpName = "GRAPH",
            Required = true,
        };
        var nodes = new Option<int>("--nodes") { Description = "How many nodes it has.", HelpName = "N", Required = true };
        nodes.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int given) && given is < 1 or > MostNodes)
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--nodes is {given}; it can be 1 to {MostNodes}."));
        });
        var set = new Option<string[]>("--set")
        {
            Description = "A parameter of the graph: --set rows=2. May be repeated.",
            HelpName = "param=value",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        var seed = new Option<ulong>("--seed") { Description = "The seed of a random graph (1).", HelpName = "S", DefaultValueFactory = _ => 1 };
        var optimize = new Option<bool>("--optimize") { Description = "Search the rates of the edges that need the fewest swaps, with a proof of how near they are." };
        var rates = new Option<bool>("--rates") { Description = "List the rate of every edge." };
        var json = new Option<bool>("--json") { Description = "Print everything as one JSON object." };
        var output = new Option<string?>("--out") { Description = "Write a picture, edges as wide as their rates.", HelpName = "graph.svg" };
        var command = new Command("topology", "Show the spectrum, the edge rates and a picture of a graph.")
        {
            graph, nodes, set, seed, optimize, rates, json, output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            int count = parsed.GetValue(nodes);
            TopologyOptions? options = TopologyParts.Read(
                parsed.GetRequiredValue(graph), parsed.GetValue(set) ?? [], count, out IReadOnlyList<JobProblem> problems);
            if (options is null)
            {
                foreach (JobProblem problem in problems)
                    await host.Error.WriteLineAsync(problem.Line);
                return ExitCodes.Refused;
            }

            if (options is FileGraphOptions file)
                options = file with { Path = Path.GetFullPath(file.Path, host.CurrentDirectory) };
            TopologyStudy study = TopologyStudy.Of(options, count, parsed.GetValue(seed), parsed.GetValue(optimize));
            string? picture = parsed.GetValue(output);
            if (picture is not null)
                await WriteAsync(host, picture, GraphSvg.Draw(study.Graph, study.Layout(), study.Rates.Rates.AsSpan(), Title(study)), cancellationToken);
            var display = new TopologyDisplay(host, study, picture);
            if (parsed.GetValue(json))
                display.ShowJson();
            else
                display.Show(parsed.GetValue(rates));
            return ExitCodes.Done;
        });
        return command;
    }

    // Dense matrices of this order take 8 * n^2 bytes each, and there are five of them.
    private const int MostNodes = 4096;

    private static string Title(TopologyStudy study) =>
        string.Create(CultureInfo.InvariantCulture, $"{study.Kind}, {study.Graph.NodeCount} nodes, {study.Graph.EdgeCount} edges");

    private static async Task WriteAsync(ICliHost host, string target, string svg, CancellationToken cancellationToken)
    {
        if (target.Length == 0)
            throw new StarlingException(ErrorCatalog.BadCommandLine, "--out is empty; name a file.");
        await ResultFile.WriteAsync(
            Path.GetFullPath(target, host.CurrentDirectory),
            async (stream, interrupted) => await stream.WriteAsync(Encoding.UTF8.GetBytes(svg), interrupted),
            cancellationToken);
    }
}
