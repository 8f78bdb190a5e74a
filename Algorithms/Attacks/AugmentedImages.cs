using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Attacks;

/// <summary>
/// A data set whose images have moved pixels, read between four by their distance, and noise, which is always the same for a row: drawn from
/// stream (seed, <see cref="RandomPurpose.Attack"/>, row).
/// </summary>
/// <param name="data">The data set as it is.</param>
/// <param name="sources">Where every pixel is read from; empty where none moves.</param>
/// <param name="deviation">The standard deviation of the noise.</param>
/// <param name="seed">The job's seed.</param>
internal sealed class AugmentedImages(Dataset data, (double Row, double Column)[] sources, double deviation, ulong seed)
    : Dataset(data.Name, data.FeatureCount, data.ClassCount, data.Labels.ToArray())
{
    /// <summary>Rounds of jobs are not negative: no worker's own stream is this one.</summary>
    private const int NoRound = -1;

    /// <inheritdoc/>
    public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        data.CopyRows(rows, destination);
        T[] before = new T[FeatureCount];
        T[] noise = new T[FeatureCount];
        for (int i = 0; i < rows.Length; i++)
        {
            Span<T> image = destination.Slice(i * FeatureCount, FeatureCount);
            if (sources.Length > 0)
            {
                image.CopyTo(before);
                Move<T>(before, image);
            }

            if (deviation == 0)
                continue;

            var stream = new RandomStream(seed, RandomPurpose.Attack, rows[i], NoRound);
            stream.FillNormal<T>(noise, 0, deviation);
            VectorKernels.Add<T>(image, noise, image);
        }
    }

    private void Move<T>(ReadOnlySpan<T> before, Span<T> image)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        int side = (int)Math.Round(Math.Sqrt(FeatureCount));
        for (int pixel = 0; pixel < image.Length; pixel++)
        {
            (double row, double column) = sources[pixel];
            int top = Math.Min((int)row, side - 2);
            int left = Math.Min((int)column, side - 2);
            double down = row - top;
            double right = column - left;
            int corner = (top * side) + left;
            double upper = ((1 - right) * double.CreateTruncating(before[corner])) + (right * double.CreateTruncating(before[corner + 1]));
            double lower = ((1 - right) * double.CreateTruncating(before[corner + side])) + (right * double.CreateTruncating(before[corner + side + 1]));
            image[pixel] = T.CreateTruncating(((1 - down) * upper) + (down * lower));
        }
    }
}
