using System.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>Puts the smaller of two wires on the first and the larger on the second, or only one of them where the other is not wanted.</summary>
/// <param name="Low">The first wire.</param>
/// <param name="High">The second wire, behind the first.</param>
/// <param name="KeepsLow">Whether the smaller value is wanted.</param>
/// <param name="KeepsHigh">Whether the larger value is wanted.</param>
internal readonly record struct Comparator(int Low, int High, bool KeepsLow, bool KeepsHigh);

/// <summary>
/// Comparators that bring wanted ones of n values into their places of the sorted order. They are what is left of a network that sorts:
/// walking backwards, a comparator goes where nobody looks at its outputs, or looks only at their sum.
/// </summary>
/// <remarks>
/// The networks are Batcher's merge exchange and his odd-even merge sort for a power of two wires, of which n next to one another stay:
/// wires in front of them carry minus infinity and wires behind them infinity, so that their comparators never move anything. Which of
/// the windows leaves the least work depends on what is wanted, so all are tried. Source: Knuth, The Art of Computer Programming,
/// volume 3, section 5.2.2, algorithm M; section 5.3.4.
/// </remarks>
internal static class SortingNetwork
{
    /// <summary>Nobody looks at the wire.</summary>
    public const int Unused = -1;

    /// <summary>The value itself is wanted. Numbers above it are groups: of wires of a group only the set of values is wanted.</summary>
    public const int Exact = 0;

    private const int MostWindows = 33;

    /// <summary>The comparators in an order that can be run.</summary>
    /// <param name="wanted">For each of the n places of the sorted order <see cref="Unused"/>, <see cref="Exact"/> or a group above it.</param>
    public static Comparator[] For(ReadOnlySpan<int> wanted)
    {
        int n = wanted.Length;
        int wires = (int)BitOperations.RoundUpToPowerOf2((uint)n);
        int step = Math.Max(1, (wires - n) / (MostWindows - 1));
        Comparator[]? best = null;
        foreach (List<(int Low, int High)> network in (List<(int, int)>[])[MergeExchange(wires), OddEvenMergeSort(wires)])
        {
            for (int first = 0; first <= wires - n; first += step)
            {
                Comparator[] candidate = Prune(network, first, wanted);
                if (best is null || Work(candidate) < Work(best))
                    best = candidate;
            }
        }

        return best!;
    }

    /// <summary>How many minima and maxima are computed.</summary>
    public static int Work(ReadOnlySpan<Comparator> comparators)
    {
        int work = 0;
        foreach (Comparator comparator in comparators)
            work += (comparator.KeepsLow ? 1 : 0) + (comparator.KeepsHigh ? 1 : 0);
        return work;
    }

    private static Comparator[] Prune(List<(int Low, int High)> network, int first, ReadOnlySpan<int> wanted)
    {
        int[] labels = wanted.ToArray();
        List<Comparator> kept = [];
        for (int k = network.Count - 1; k >= 0; k--)
        {
            int low = network[k].Low - first;
            int high = network[k].High - first;
            if (low < 0 || high >= labels.Length || (labels[low] == labels[high] && labels[low] != Exact))
                continue;

            kept.Add(new Comparator(low, high, labels[low] != Unused, labels[high] != Unused));
            labels[low] = labels[high] = Exact;
        }

        kept.Reverse();
        return [.. kept];
    }

    private static List<(int Low, int High)> MergeExchange(int wires)
    {
        List<(int, int)> network = [];
        int top = wires / 2;
        for (int p = top; p > 0; p /= 2)
        {
            int r = 0;
            int d = p;
            for (int q = top; ; q /= 2)
            {
                for (int i = 0; i < wires - d; i++)
                {
                    if ((i & p) == r)
                        network.Add((i, i + d));
                }

                if (q == p)
                    break;

                d = q - p;
                r = p;
            }
        }

        return network;
    }

    private static List<(int Low, int High)> OddEvenMergeSort(int wires)
    {
        List<(int, int)> network = [];
        for (int p = 1; p < wires; p *= 2)
        {
            for (int k = p; k >= 1; k /= 2)
            {
                for (int j = k % p; j < wires - k; j += 2 * k)
                {
                    for (int i = j; i < Math.Min(j + k, wires - k); i++)
                    {
                        if (i / (2 * p) == (i + k) / (2 * p))
                            network.Add((i, i + k));
                    }
                }
            }
        }

        return network;
    }
}
