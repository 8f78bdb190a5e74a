namespace Starling.Algorithms.Data;

/// <summary>The argument checks that the forms of storage share.</summary>
internal static class StorageChecks
{
    /// <summary>A dense store holds rows x features values.</summary>
    public static void Dense(int rowCount, int featureCount, int valueCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(featureCount);
        if ((long)rowCount * featureCount != valueCount)
            throw new ArgumentException($"{rowCount} rows of {featureCount} features need {(long)rowCount * featureCount} "
                + $"values, not {valueCount}.", nameof(valueCount));
    }

    /// <summary>A destination holds exactly the rows that are copied.</summary>
    public static void Destination(int rowCount, int featureCount, int length)
    {
        if ((long)rowCount * featureCount != length)
            throw new ArgumentException($"The destination has {length} places; {rowCount} rows of {featureCount} features need "
                + $"{(long)rowCount * featureCount}.", nameof(length));
    }
}
