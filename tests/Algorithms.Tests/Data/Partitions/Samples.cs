using Starling.Algorithms.Data;

namespace Starling.Algorithms.Tests.Data.Partitions;

/// <summary>Data without meaning, for partitions.</summary>
internal static class Samples
{
    /// <summary>Rows whose class is their number mod C, so that classes are equally large.</summary>
    public static DataSource Of(int count, int classCount = 10, int[]? owners = null) =>
        WithLabels([.. Enumerable.Range(0, count).Select(row => row % classCount)], classCount, owners);

    /// <summary>Rows with these labels.</summary>
    public static DataSource WithLabels(int[] labels, int classCount, int[]? owners = null) =>
        new(new ByteDataset("samples", 1, classCount, labels, new byte[labels.Length], 1), null, owners);

    /// <summary>Skewed classes: class c has about twice the rows of class c - 1.</summary>
    public static DataSource Skewed(int classCount = 5, int smallest = 40) =>
        WithLabels([.. Enumerable.Range(0, classCount).SelectMany(label => Enumerable.Repeat(label, smallest << label))], classCount);
}
