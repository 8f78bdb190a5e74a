using System.Runtime.InteropServices;
using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;

namespace Starling.Bench.Training;

/// <summary>Samples of uniform features and labels: the speed does not depend on what they are.</summary>
internal sealed class RandomDataset : Dataset
{
    private readonly float[] features;

    public RandomDataset(int count, int featureCount, int classCount)
        : base("random", featureCount, classCount, MakeLabels(count, classCount))
    {
        features = new float[count * featureCount];
        var stream = new RandomStream(1, RandomPurpose.DataGeneration);
        stream.FillUniform<float>(features);
    }

    public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        if (typeof(T) != typeof(float))
            throw new NotSupportedException("The benchmark trains in single precision.");

        Span<float> target = MemoryMarshal.Cast<T, float>(destination);
        for (int i = 0; i < rows.Length; i++)
            features.AsSpan(rows[i] * FeatureCount, FeatureCount).CopyTo(target[(i * FeatureCount)..]);
    }

    private static int[] MakeLabels(int count, int classCount)
    {
        var stream = new RandomStream(1, RandomPurpose.DataGeneration, participant: 1);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
            labels[i] = stream.NextInt32(classCount);
        return labels;
    }
}
