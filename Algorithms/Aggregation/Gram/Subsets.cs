using System.Globalization;

namespace Starling.Algorithms.Aggregation.Gram;

/// <summary>The subsets of a size, in lexicographic order.</summary>
internal static class Subsets
{
    /// <summary>How many subsets a rule may have to look at.</summary>
    public const long Most = 100_000;

    /// <summary>The number of subsets of a size, C(n, k); no more than <see cref="long.MaxValue"/>.</summary>
    public static long CountOf(int count, int size)
    {
        double subsets = 1;
        for (int i = 1; i <= Math.Min(size, count - size); i++)
            subsets = subsets * (count - i + 1) / i;
        return subsets < 9e18 ? (long)Math.Round(subsets) : long.MaxValue;
    }

    /// <summary>Why a rule that looks at every subset of n - f cannot; null where it can.</summary>
    public static string? Refuse(int count, int byzantine) => CountOf(count, byzantine) is var subsets && subsets > Most
        ? string.Create(CultureInfo.InvariantCulture, $"It looks at every choice of {count - byzantine} of {count} updates, which are {subsets:N0}; at most {Most:N0} are done in reasonable time.")
        : null;

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
