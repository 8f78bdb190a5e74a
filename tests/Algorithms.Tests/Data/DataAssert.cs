using System.IO.Compression;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Xunit;

namespace Starling.Algorithms.Tests.Data;

/// <summary>What the tests of data share.</summary>
internal static class DataAssert
{
    /// <summary>The action is refused with this entry, in one sentence that has all these words.</summary>
    public static StarlingException Refused(ErrorEntry error, Action action, params string[] words)
    {
        StarlingException exception = Assert.Throws<StarlingException>(action);
        Assert.True(exception.Error == error, $"Expected {error.Code}, got {exception.Line}");
        Assert.All(words, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", exception.Message, StringComparison.Ordinal);
        return exception;
    }

    /// <summary>All rows, dense.</summary>
    public static T[] Rows<T>(Dataset data, params int[] rows)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[rows.Length * data.FeatureCount];
        data.CopyRows<T>(rows, values);
        return values;
    }

    /// <summary>How many rows every class has.</summary>
    public static int[] ClassCounts(Dataset data)
    {
        int[] counts = new int[data.ClassCount];
        foreach (int label in data.Labels)
            counts[label]++;
        return counts;
    }

    /// <summary>The bytes as a gzip file.</summary>
    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }
}
