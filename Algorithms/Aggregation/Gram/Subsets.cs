namespace Starling.Algorithms.Aggregation.Gram;

/// <summary>The subsets of a size, in lexicographic order.</summary>
internal static class Subsets
{
    /// <summary>Turns ascending indices into the next subset; false after the last one.</summary>
    /// <param name="count">n.</param>
    /// <param name="subset">Ascending indices below n, changed in place.</param>
    public static bool MoveNext(int count, Span<int> subset)
    {
        int i = subset.Length - 1;
        while (i >= 0 && subset[i] == count - subset.Length + i)
            i--;
        if (i < 0)
            return false;

        subset[i]++;
        for (int j = i + 1; j < subset.Length; j++)
            subset[j] = subset[j - 1] + 1;
        return true;
    }
}
