using Starling.Algorithms.Data;

namespace Starling.Algorithms.Attacks;

/// <summary>A data set with the label C - 1 - y in the place of y; a view that copies nothing but the labels.</summary>
public sealed class FlippedLabels : Dataset
{
    private readonly Dataset data;

    /// <summary>A view.</summary>
    /// <param name="data">The data set as it is.</param>
    public FlippedLabels(Dataset data)
        : base(data.Name, data.FeatureCount, data.ClassCount, Flip(data))
    {
        this.data = data;
        Image = data.Image;
    }

    /// <summary>The flipped label.</summary>
    /// <param name="label">y, 0 to C - 1.</param>
    /// <param name="classCount">C.</param>
    public static int Of(int label, int classCount) => classCount - 1 - label;

    /// <inheritdoc/>
    public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination) => data.CopyRows(rows, destination);

    private static int[] Flip(Dataset data)
    {
        int[] labels = data.Labels.ToArray();
        for (int i = 0; i < labels.Length; i++)
            labels[i] = Of(labels[i], data.ClassCount);
        return labels;
    }
}
