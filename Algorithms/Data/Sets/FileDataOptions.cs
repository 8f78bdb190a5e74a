using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Data;

/// <summary>Data that come from files. Quick jobs can cap them.</summary>
public abstract record FileDataOptions : DataOptions
{
    /// <summary>
    /// Take only this many training samples, the first in the order of the file; 0 takes all. Which samples these are does
    /// not depend on the seed.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int Samples { get; init; }

    /// <summary>Take only this many test samples, the first in the order of the file; 0 takes all.</summary>
    [Range(0, int.MaxValue)]
    public int TestSamples { get; init; }

    /// <inheritdoc/>
    public sealed override DataSource Load(DataContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        DataSource all = Read(context.Locator);
        Dataset train = PrefixDataset.Of(all.Train, Samples);
        Dataset? test = all.Test is null ? null : PrefixDataset.Of(all.Test, TestSamples);
        return new DataSource(train, test, all.Owners?.AsSpan(0, train.Count).ToArray());
    }

    /// <summary>Reads all of it.</summary>
    /// <param name="locator">Where files are looked for.</param>
    /// <returns>
    /// The data. Owners must be numbered in the order in which they first appear, so that the first rows have the first owners.
    /// </returns>
    private protected abstract DataSource Read(DataLocator locator);
}
