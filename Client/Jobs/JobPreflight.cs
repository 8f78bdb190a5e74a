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
            if (run.Problem is GameOptions game)
            {
                path = "problem";
                _ = game.Create(context);
                return [];
            }

            if (run.Problem is ConvexProblemOptions options)
            {
                path = "problem";
                IDistributedProblem problem = options.Create(context);
                path = "algorithm";
                _ = DecentralizedPlan<double>.Of(run, problem);
                return [];
            }

            DataSource data = run.Data!.Load(context);
            path = "data.partition";
            int[][] partition = run.Data.Partition.Split(data, run.Workers.Count, run.Seed);
            path = "model";
            IModel<float> model = run.Model!.Create<float>(data.Train);
            path = "algorithm";
            if (run.Algorithm is DecentralizedOptions)
                _ = DecentralizedPlan<float>.Of(run, model, data.Train, partition);
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
