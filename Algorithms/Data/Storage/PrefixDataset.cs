namespace Starling.Algorithms.Data;

/// <summary>The first n rows of a data set; a view that copies nothing but the labels.</summary>
public sealed class PrefixDataset : Dataset
{
    private readonly Dataset _whole;

    private PrefixDataset(Dataset whole, int count)
        : base(whole.Name, whole.FeatureCount, whole.ClassCount, whole.Labels[..count].ToArray())
    {
        _whole = whole;
        Image = whole.Image;
    }

    /// <summary>The first rows of a data set, or the data set itself where that is all of it.</summary>
    /// <param name="whole">The data set.</param>
    /// <param name="count">How many rows; 0 or more than there are means all.</param>
    public static Dataset Of(Dataset whole, int count) =>
        count <= 0 || count >= whole.Count ? whole : new PrefixDataset(whole, count);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A row is not among the first n.</exception>
    public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        foreach (int row in rows)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count, nameof(rows));
        _whole.CopyRows(rows, destination);
    }
}
