using System.Collections.Concurrent;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Models;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Networks;
using Starling.Grains.Security;
using Starling.Grains.Trainers;

namespace Starling.Grains.Runtime;

/// <summary>The <see cref="JobContext"/> of every job that has grains on this silo.</summary>
/// <param name="grains">Where a job's specification is asked for.</param>
/// <param name="data">Loaded data.</param>
/// <param name="pool">Where loading runs.</param>
/// <param name="files">Which files of this silo jobs may name.</param>
/// <param name="trainers">Whether jobs may name a command.</param>
/// <param name="processes">The processes of external models.</param>
public sealed class JobContextCache(IGrainFactory grains, DataCache data, ComputePool pool, FileRule files, TrainerOptions trainers, TrainerPool processes)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<JobContext>>> contexts = [];

    /// <summary>The context of a job; made from its specification, which the job grain is asked for where it is not given.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="spec">The specification, where the caller has it.</param>
    /// <exception cref="Algorithms.Errors.StarlingException">The data cannot be loaded or split.</exception>
    public async Task<JobContext> GetAsync(string jobId, JobSpec? spec = null)
    {
        Lazy<Task<JobContext>> entry = contexts.GetOrAdd(
            jobId, _ => new Lazy<Task<JobContext>>(() => Task.Run(() => MakeAsync(jobId, spec))));
        try
        {
            return await entry.Value;
        }
        catch
        {
            contexts.TryRemove(KeyValuePair.Create(jobId, entry));
            throw;
        }
    }

    /// <summary>Forgets a job: it is over.</summary>
    public void Remove(string jobId)
    {
        contexts.TryRemove(jobId, out _);
        processes.End(jobId);
    }

    private async Task<JobContext> MakeAsync(string jobId, JobSpec? spec)
    {
        spec ??= await grains.GetGrain<IJobGrain>(jobId).GetSpecAsync()
            ?? throw new InvalidOperationException($"Job '{jobId}' has no specification.");
        RunDefinition definition = RunDefinition.Parse(spec.Definition);
        if (definition.DataSet() is { } used)
            files.Check(used);
        trainers.Check(definition);
        if (definition.Problem is not null)
            return await pool.RunAsync(jobId, () => OfProblem(jobId, spec, definition));

        (DataSource source, int[][] partition) = await pool.RunAsync(jobId, () =>
        {
            DataSource source = data.Get(definition.Data!, definition.Seed, definition.Workers.Count);
            return (source, definition.Data!.Partition.Split(source, definition.Workers.Count, definition.Seed));
        });

        // A script may hang: it is not waited for on a compute thread.
        Workload<float> work = definition.Model is ExternalModelOptions
            ? await TrainerWork<float>.StartAsync(processes, jobId, definition, source, partition)
            : await pool.RunAsync(jobId, () => new ModelWork<float>(definition, source, partition));
        return await pool.RunAsync<JobContext>(jobId, () => definition.Algorithm is DecentralizedOptions
            ? new NetworkContext<float>(jobId, spec, definition, DecentralizedPlan<float>.Of(definition, work)) { Work = work }
            : new RoundContext<float>(jobId, spec, definition, new ServerPlan<float>(definition, work)));
    }

    private JobContext OfProblem(string jobId, JobSpec spec, RunDefinition definition)
    {
        if (definition.Algorithm is not DecentralizedOptions)
            return new RoundContext<double>(jobId, spec, definition, new ServerPlan<double>(definition, definition.CreateWork(Context(definition))));

        IDistributedProblem problem = definition.CreateProblem(Context(definition));
        return new NetworkContext<double>(jobId, spec, definition, DecentralizedPlan<double>.Of(definition, problem)) { Problem = problem };
    }

    private DataContext Context(RunDefinition definition) => new(data.Locator, definition.Seed, definition.Workers.Count);
}
