using System.CommandLine;
using System.Globalization;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Runs;
using Starling.Cli.Aggregating;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;
using Starling.Client.Results;

namespace Starling.Cli.Commands;

/// <summary><c>starling aggregate</c>: the aggregation rules of the cluster, on the rows of a file.</summary>
internal static class AggregateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var rule = new Option<string>("--rule")
        {
            Description = $"The rule: {string.Join(", ", AggregationTable.All.Entries.Select(entry => entry.Kind))}; or, with its parameters, as in a "
                + "job file: '{kind: multi-krum, q: 3}'.",
            HelpName = "RULE",
            Required = true,
        };
        var byzantine = new Option<int>("--byzantine") { Description = "f, how many of the rows may be Byzantine.", HelpName = "F", Required = true };
        var pre = new Option<string[]>("--pre")
        {
            Description = $"What is done with the rows before: {string.Join(", ", PreAggregationTable.All.Entries.Select(entry => entry.Kind))}; "
                + "may be repeated, the first one first.",
            HelpName = "PRE",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        var input = new Option<string>("--input")
        {
            Description = "X, n x d in an NPY file, an update a row. float32 is computed and written as float32; float64, float16, integers and booleans "
                + "as float64. Rows with NaN or infinity are refused and count as known Byzantine ones. A plain file in C order may be larger than the memory.",
            HelpName = "X.npy",
            Required = true,
        };
        var output = new Option<string>("--output") { Description = "Where the d numbers of the result go, as an NPY file.", HelpName = "y.npy", Required = true };
        var previous = new Option<string?>("--previous")
        {
            Description = "The result of the round before, for centered-clipping; zero where it is not given.",
            HelpName = "P.npy",
        };
        var shards = Count("--shards", "S", "Into how many slices the columns are cut; one slice of all rows is in memory at a time.", 1);
        var threads = Count("--threads", "N", "How many threads work at a time; all processors by default. They change no bit of the result.", Environment.ProcessorCount);
        var seed = new Option<ulong>("--seed") { Description = "The seed of bucketing and other draws (1).", HelpName = "N", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print everything as one JSON object." };
        var command = new Command("aggregate", "Apply an aggregation rule to the rows of a file.")
        {
            rule, byzantine, pre, shards, seed, threads, previous, json, input, output,
        };
        command.SetAction(async (parsed, _) =>
        {
            AggregationSection? section = AggregationParts.Read(
                parsed.GetRequiredValue(rule), parsed.GetValue(pre) ?? [], parsed.GetValue(byzantine), out IReadOnlyList<JobProblem> problems);
            if (section is null)
            {
                foreach (JobProblem problem in problems)
                    await host.Error.WriteLineAsync(problem.Line);
                return ExitCodes.Refused;
            }

            string target = parsed.GetRequiredValue(output);
            AggregationRequest request;
            try
            {
                string? before = parsed.GetValue(previous);
                request = AggregationRequest.Open(
                    section,
                    FullPath(host, "--input", parsed.GetRequiredValue(input)),
                    before is null ? null : FullPath(host, "--previous", before),
                    FullPath(host, "--output", target),
                    parsed.GetValue(shards));
            }
            catch (StarlingException refusal)
            {
                // Nothing ran: whatever its number, it is the input that is refused.
                await host.Error.WriteLineAsync(refusal.Line);
                return ExitCodes.Refused;
            }

            using (request)
            {
                return await RunAsync(
                    host, request with { Threads = parsed.GetValue(threads), Seed = parsed.GetValue(seed) }, target, parsed.GetValue(json));
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ICliHost host, AggregationRequest request, string target, bool json)
    {
        using var interrupts = new Interrupts(host);
        try
        {
            long started = host.Time.GetTimestamp();
            AggregationOutcome? outcome = null;
            await ResultFile.WriteAsync(
                request.Output,
                async (stream, interrupted) => outcome = request.IsSingle
                    ? await new FileAggregation<float>(request).RunAsync(stream, interrupted)
                    : await new FileAggregation<double>(request).RunAsync(stream, interrupted),
                interrupts.Token);
            TimeSpan time = host.Time.GetElapsedTime(started);
            var display = new AggregationDisplay(host, request, target);
            display.ShowRefused(outcome!);
            if (json)
                display.ShowJson(outcome!, time);
            else
                display.Show(outcome!, time);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (interrupts.Happened)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static string FullPath(ICliHost host, string option, string path) => path.Length > 0
        ? Path.GetFullPath(path, host.CurrentDirectory)
        : throw new StarlingException(ErrorCatalog.BadCommandLine, $"{option} is empty; name a file.");

    private static Option<int> Count(string name, string helpName, string description, int count)
    {
        var option = new Option<int>(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => count };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int given) && given < 1)
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {given}; it is at least 1."));
        });
        return option;
    }
}
