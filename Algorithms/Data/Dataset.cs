using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Data;

/// <summary>
/// Labelled samples in memory: n rows of F features and a label each. Immutable, so that every worker of a silo shares one.
/// </summary>
public abstract class Dataset
{
    /// <summary>Holds the labels.</summary>
    /// <param name="name">The name of the data set, for messages.</param>
    /// <param name="featureCount">F.</param>
    /// <param name="classCount">C: labels are 0 to C - 1.</param>
    /// <param name="labels">One label a row.</param>
    protected Dataset(string name, int featureCount, int classCount, int[] labels)
    {
        Name = name;
        FeatureCount = featureCount;
        ClassCount = classCount;
        LabelArray = labels;
    }

    /// <summary>The name of the data set.</summary>
    public string Name { get; }

    /// <summary>n, the number of rows.</summary>
    public int Count => LabelArray.Length;

    /// <summary>F, the number of features of a row.</summary>
    public int FeatureCount { get; }

    /// <summary>C, the number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>What the features of a row are where they are the pixels of an image; null where they are anything else.</summary>
    /// <exception cref="ArgumentException">It is set to a shape of another number of pixels than there are features.</exception>
    public ImageShape? Image
    {
        get;
        init
        {
            SpanChecks.Require(value is null || value.Value.Length == FeatureCount, nameof(value), "An image has as many pixels as a row has features.");
            field = value;
        }
    }

    /// <summary>The label of every row, 0 to C - 1.</summary>
    public ReadOnlySpan<int> Labels => LabelArray;

    /// <summary>The array behind <see cref="Labels"/>.</summary>
    protected int[] LabelArray { get; }

    /// <summary>Writes the chosen rows, densely and row by row, as the model wants them.</summary>
    /// <param name="rows">Row numbers.</param>
    /// <param name="destination">rows.Length x F numbers, overwritten.</param>
    /// <typeparam name="T">The element type wanted.</typeparam>
    public abstract void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
