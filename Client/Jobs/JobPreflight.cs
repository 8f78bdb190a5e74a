using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Options;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Runs;

namespace Starling.Client.Jobs;

/// <summary>
/// What only the data can tell: that they are there and sound, that they can be split among the workers as asked, and that the
/// model fits them. Checked before anything runs.
/// </summary>
public static class JobPreflight
{
    /// <summary>Loads the data, makes the partition, and builds the model for the data's shape.</summary>
    /// <param name="run">The run.</param>
    /// <param name="locator">Where files are looked for.</param>
    /// <returns>What stands in the way; nothing where the run can start.</returns>
    public static IReadOnlyList<OptionIssue> Check(RunDefinition run, DataLocator locator)
    {
        string path = "data";
        try
        {
            var context = new DataContext(locator, run.Seed, run.Workers.Count);
            if (run.Problem is not null)
            {
                path = "problem";
                if (run.Algorithm is not DecentralizedOptions)
                {
                    GameWork work = run.CreateWork(context);
                    path = "algorithm";
                    _ = new ServerPlan<double>(run, work);
                    return [];
                }

                IDistributedProblem problem = run.CreateProblem(context);
                path = "algorithm";
                _ = DecentralizedPlan<double>.Of(run, problem);
                return [];
            }

            DataSource data = run.Data!.Load(context);
            path = "data.partition";
            int[][] partition = run.Data.Partition.Split(data, run.Workers.Count, run.Seed);
            path = "model";

            // What a script's model looks like is known where the script is: on the silos.
            if (run.Model is ExternalModelOptions)
                return [];

            var training = new ModelWork<float>(run, data, partition);
            path = "algorithm";
            if (run.Algorithm is DecentralizedOptions)
                _ = DecentralizedPlan<float>.Of(run, training);
            else
                _ = new ServerPlan<float>(run, training);
            return [];
        }
        catch (StarlingException exception)
        {
            return [new OptionIssue(exception.Error, path, exception.Message)];
        }
    }

    /// <summary>The same for a job file that was read without issues; what is found has its line.</summary>
    /// <param name="job">The job.</param>
    /// <param name="locator">Where files are looked for.</param>
    public static IReadOnlyList<LocatedIssue> Check(JobFileResult job, DataLocator locator) => job.Definition is null
        ? job.Issues
        : [.. Check(job.Definition, locator).Select(job.Locate)];
}
