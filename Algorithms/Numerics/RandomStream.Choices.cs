using System.Buffers;
using System.Numerics;

namespace Starling.Algorithms.Numerics;

/// <content>Orders and subsets.</content>
public partial struct RandomStream
{
    private const int BitsPerWord = 64;

    /// <summary>Puts the elements in a uniformly random order (Fisher and Yates, from the end).</summary>
    /// <param name="items">Reordered in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int chosen = NextInt32(last + 1);
            (items[last], items[chosen]) = (items[chosen], items[last]);
        }
    }

    /// <summary>A uniformly random order of 0 to n - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">n is negative.</exception>
    public int[] Permutation(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        int[] order = new int[n];
        FillPermutation(order);
        return order;
    }

    /// <summary>Fills a span with a uniformly random order of 0 to its length - 1.</summary>
    /// <param name="destination">Overwritten.</param>
    public void FillPermutation(Span<int> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = i;
        Shuffle(destination);
    }

    /// <summary>
    /// Chooses k of 0 to n - 1 without replacement, every subset with the same probability (Floyd's method: k draws).
    /// </summary>
    /// <param name="n">How many there are to choose from.</param>
    /// <param name="k">How many are chosen, at most n.</param>
    /// <param name="destination">The first k elements are overwritten with the chosen numbers in ascending order.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is negative, or k is not within 0 to n.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than k.</exception>
    public void Choose(int n, int k, Span<int> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
        SpanChecks.Require(destination.Length >= k, nameof(destination), "The destination is shorter than k.");

        int wordCount = (n + BitsPerWord - 1) / BitsPerWord;
        ulong[] pooled = ArrayPool<ulong>.Shared.Rent(Math.Max(wordCount, 1));
        Span<ulong> chosen = pooled.AsSpan(0, wordCount);
        chosen.Clear();
        for (int last = n - k; last < n; last++)
        {
            int candidate = NextInt32(last + 1);
            if ((chosen[candidate / BitsPerWord] >> (candidate % BitsPerWord) & 1) != 0)
                candidate = last;
            chosen[candidate / BitsPerWord] |= 1UL << (candidate % BitsPerWord);
        }

        int count = 0;
        for (int word = 0; word < chosen.Length; word++)
        {
            for (ulong bits = chosen[word]; bits != 0; bits &= bits - 1)
                destination[count++] = (word * BitsPerWord) + BitOperations.TrailingZeroCount(bits);
        }

        ArrayPool<ulong>.Shared.Return(pooled);
    }
}
