using System.CommandLine;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;

namespace Starling.Cli.Commands;

/// <summary>The arguments that every command over a job file has.</summary>
internal static class JobArguments
{
    /// <summary>The job file.</summary>
    public static Argument<string> Job() => new("JOB") { Description = "The job file, YAML or JSON." };

    /// <summary>Overrides of its fields.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        Description = "Override a field of the job file: --set stop.rounds=5. May be repeated.",
        HelpName = "path=value",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

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
