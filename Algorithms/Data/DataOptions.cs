using Starling.Algorithms.Options;

namespace Starling.Algorithms.Data;

/// <summary>Which data a run trains on and how the workers share them: <c>data:</c> of a job.</summary>
public abstract record DataOptions : PartOptions
{
    /// <summary>How the training samples are split among the workers.</summary>
    public PartitionOptions Partition { get; init; } = new IidPartitionOptions();

    /// <summary>
    /// Reads or generates the data. The same options, seed and files give the same rows in the same order everywhere.
    /// </summary>
    /// <exception cref="Errors.StarlingException">
    /// STAR02xx: missing, truncated, corrupted, mismatched or unusable data.
    /// </exception>
    public abstract DataSource Load(DataContext context);
}

/// <summary>What loading needs to know of the run.</summary>
/// <param name="Locator">Where files are looked for.</param>
/// <param name="Seed">The job's seed, for generators.</param>
/// <param name="WorkerCount">M, for generators that make one set of samples a worker.</param>
public sealed record DataContext(DataLocator Locator, ulong Seed, int WorkerCount);

/// <summary>Loaded data.</summary>
/// <param name="Train">The training samples.</param>
/// <param name="Test">The test samples, where the data set has them.</param>
/// <param name="Owners">
/// The natural owner of every training row, 0 to the number of owners - 1, where the data have one (writers, speakers,
/// generated clients); what partition <c>natural</c> uses.
/// </param>
public sealed record DataSource(Dataset Train, Dataset? Test, int[]? Owners = null);

/// <summary>How training rows are split among workers: <c>data.partition:</c> of a job.</summary>
public abstract record PartitionOptions : PartOptions
{
    /// <summary>Splits the training rows.</summary>
    /// <param name="data">The data.</param>
    /// <param name="workerCount">M.</param>
    /// <param name="seed">The job's seed.</param>
    /// <returns>The row numbers of every worker.</returns>
    /// <exception cref="Errors.StarlingException">STAR0206: it cannot be done with so few samples.</exception>
    public abstract int[][] Split(DataSource data, int workerCount, ulong seed);
}
