using System.Numerics.Tensors;
using Starling.Algorithms.Data;

namespace Starling.Bench.Decentralized;

/// <summary>A data set with (feature - mean) / deviation in the place of every feature.</summary>
internal sealed class NormalizedImages : Dataset
{
    private readonly Dataset data;
    private readonly double mean;
    private readonly double deviation;

    /// <summary>A view.</summary>
    public NormalizedImages(Dataset data, double mean, double deviation)
        : base(data.Name, data.FeatureCount, data.ClassCount, data.Labels.ToArray())
    {
        this.data = data;
        this.mean = mean;
        this.deviation = deviation;
        Image = data.Image;
    }

    /// <inheritdoc/>
    public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        data.CopyRows(rows, destination);
        TensorPrimitives.Subtract(destination, T.CreateChecked(mean), destination);
        TensorPrimitives.Divide(destination, T.CreateChecked(deviation), destination);
    }
}
