using System.CommandLine;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;

namespace Starling.Cli.Commands;

/// <summary>The arguments that every command over a job file has.</summary>
internal static class JobArguments
{
    /// <summary>The job file.</summary>
    public static Argument<string> Job() => new("JOB") { Description = "The job file, YAML or JSON." };

    /// <summary>The id of a job on a cluster.</summary>
    public static Argument<string> Id() => new("ID") { Description = "The job's id, as `submit` printed it; `jobs --all` lists them." };

    /// <summary>Overrides of its fields.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        Description = "Override a field of the job file: --set stop.rounds=5. May be repeated.",
        HelpName = "path=value",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    /// <summary>A number of silos.</summary>
    public static Option<int> Silos(string description, int silos)
    {
        var option = new Option<int>("--silos") { Description = description, HelpName = "N", DefaultValueFactory = _ => silos };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out int count) && count is < 1 or > 64)
                result.AddError($"--silos is {count}; it can be 1 to 64.");
        });
        return option;
    }

    /// <summary>The data folder.</summary>
    public static Option<string?> Data() => new("--data")
    {
        Description = "Where data files are looked for first; then STARLING_DATA, ./data, the user's cache.",
        HelpName = "DIR",
    };

    /// <summary>Prints all that is wrong with a job, a line each.</summary>
    public static int Refuse(ICliHost host, JobReading reading)
    {
        foreach (JobProblem problem in reading.Problems)
            host.Error.WriteLine(problem.Line);
        return ExitCodes.Refused;
    }
}
