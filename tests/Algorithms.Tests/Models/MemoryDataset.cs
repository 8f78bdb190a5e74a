using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Tests.Models;

/// <summary>Rows of doubles in memory.</summary>
internal sealed class MemoryDataset(double[] features, int[] labels, int classCount)
    : Dataset("memory", features.Length / labels.Length, classCount, labels)
{
    /// <summary>Normal features and uniform labels.</summary>
    public static MemoryDataset Random(int count, int featureCount, int classCount)
    {
        var stream = new RandomStream(7, RandomPurpose.DataGeneration);
        double[] features = new double[count * featureCount];
        stream.FillNormal<double>(features);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
            labels[i] = stream.NextInt32(classCount);
        return new MemoryDataset(features, labels, classCount);
    }

    /// <summary>The same as images.</summary>
    public static MemoryDataset RandomImages(int count, ImageShape image, int classCount)
    {
        MemoryDataset data = Random(count, image.Length, classCount);
        return new MemoryDataset(data.Values, data.LabelArray, classCount) { Image = image };
    }

    /// <summary>The features, row by row.</summary>
    public double[] Values => features;

    public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < FeatureCount; j++)
                destination[(i * FeatureCount) + j] = T.CreateTruncating(features[(rows[i] * FeatureCount) + j]);
        }
    }
}
