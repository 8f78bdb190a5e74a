using System.Collections.Immutable;
using System.Numerics;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Data;

namespace Starling.Algorithms.Runs;

/// <summary>A model that is trained on data, every participant's share of which is known.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public abstract class TrainingWork<T> : Workload<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IWorkerAttack? attack;
    private readonly Lazy<Dataset> spoilt;

    /// <summary>Of a run.</summary>
    /// <param name="run">The run; it has a model.</param>
    /// <param name="data">The data.</param>
    /// <param name="partition">The training rows of every worker.</param>
    protected TrainingWork(RunDefinition run, DataSource data, int[][] partition)
    {
        Run = run;
        Data = data;
        Partition = partition;
        attack = run.Workers.Byzantine.Attack.CreateWorker();
        spoilt = new Lazy<Dataset>(() => attack?.SeenBy(data.Train, run.Seed) ?? data.Train);
    }

    /// <summary>The data.</summary>
    public DataSource Data { get; }

    /// <summary>The run.</summary>
    protected RunDefinition Run { get; }

    /// <summary>The training rows of every worker.</summary>
    protected IReadOnlyList<int[]> Partition { get; }

    /// <inheritdoc/>
    /// <remarks>Of the job's partition, whatever the participant says: nobody gives itself a weight.</remarks>
    public sealed override (int Count, ImmutableArray<int> Classes) SamplesOf(int worker)
    {
        int[] counts = new int[Data.Train.ClassCount];
        foreach (int row in Partition[worker])
            counts[Data.Train.Labels[row]]++;
        return (Partition[worker].Length, [.. counts]);
    }

    /// <summary>The training data as a worker sees them: a Byzantine one may see spoilt ones.</summary>
    /// <param name="worker">Its number.</param>
    protected Dataset SeenBy(int worker) =>
        attack is not null && Run.Workers.Byzantine.Includes(worker, Run.Workers.Count) ? spoilt.Value : Data.Train;
}
