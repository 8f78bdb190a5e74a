using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// A median, a trimmed mean, MeaMed or Phocas of m values, compiled: the comparators that find what it needs, and how that is joined.
/// Works on blocks of columns; every column is computed by the same operations wherever it stands and whatever registers there are.
/// </summary>
internal sealed unsafe class CoordinatePlan
{
    /// <summary>Bytes: scratch rows begin where a cache line does.</summary>
    public const int Alignment = 64;

    /// <summary>Blocks are multiples of so many columns.</summary>
    public const int Granularity = 16;

    private const int CacheBytes = 16 * 1024;

    private static readonly ConcurrentDictionary<(CoordinateRule Rule, int Count, int Trim, int Keep), CoordinatePlan> Plans = new();

    private readonly Comparator[] comparators;
    private readonly int[] wanted;
    private readonly int[] stored;
    private readonly Lazy<NetworkCode?> single;
    private readonly Lazy<NetworkCode?> wide;
    private readonly int[] mean;
    private readonly NearestWindow? window;

    private CoordinatePlan(CoordinateRule rule, int count, int trim, int keep)
    {
        Count = count;
        int half = (count - 1) / 2;
        int dropped = rule is CoordinateRule.TrimmedMean or CoordinateRule.MeanAroundTrimmedMean ? trim : half;
        if (dropped < 0 || dropped > half)
            throw new ArgumentOutOfRangeException(nameof(trim), trim, $"Of {count} values at most {half} can be dropped on either side.");

        mean = [.. Enumerable.Range(dropped, count - (2 * dropped))];
        if (rule is CoordinateRule.MeanAroundMedian or CoordinateRule.MeanAroundTrimmedMean)
        {
            if (keep < 1 || keep > count)
                throw new ArgumentOutOfRangeException(nameof(keep), keep, $"Of {count} values 1 to {count} can be kept.");

            window = new NearestWindow(count, keep, dropped);
            wanted = window.Wanted();
        }
        else
        {
            wanted = new int[count];
            Array.Fill(wanted, SortingNetwork.Unused);
            foreach (int place in mean)
                wanted[place] = 1;
        }

        comparators = SortingNetwork.For(wanted);
        stored = [.. Enumerable.Range(0, count).Where(wire => NetworkCompiler.Stores(comparators, wanted, wire))];
        single = new Lazy<NetworkCode?>(() => NetworkCompiler.Compile<float>(comparators, wanted));
        wide = new Lazy<NetworkCode?>(() => NetworkCompiler.Compile<double>(comparators, wanted));
    }

    /// <summary>m.</summary>
    public int Count { get; }

    /// <summary>The comparators.</summary>
    public ReadOnlySpan<Comparator> Comparators => comparators;

    /// <summary>The places of the sorted order whose mean is the median or the trimmed mean.</summary>
    public ReadOnlySpan<int> Mean => mean;

    /// <summary>Which values count where it is those nearest to a centre; null elsewhere.</summary>
    public NearestWindow? Window => window;

    /// <summary>The plan, which is made once.</summary>
    /// <param name="rule">Any rule but the mean.</param>
    /// <param name="count">m.</param>
    /// <param name="trim">How many values a trimmed mean drops on either side.</param>
    /// <param name="keep">How many values near the centre count.</param>
    public static CoordinatePlan Of(CoordinateRule rule, int count, int trim, int keep)
    {
        bool trims = rule is CoordinateRule.TrimmedMean or CoordinateRule.MeanAroundTrimmedMean;
        bool keeps = rule is CoordinateRule.MeanAroundMedian or CoordinateRule.MeanAroundTrimmedMean;
        return Plans.GetOrAdd(
            (rule, count, trims ? trim : 0, keeps ? keep : 0),
            static key => new CoordinatePlan(key.Rule, key.Count, key.Trim, key.Keep));
    }

    /// <summary>How many columns of m rows fit into half of a first-level cache: a power of two from 16 to 256.</summary>
    public static int ColumnsFor<T>(int rows)
        where T : unmanaged
    {
        int columns = 256;
        while (columns > Granularity && rows * columns * sizeof(T) > CacheBytes)
            columns /= 2;
        return columns;
    }

    /// <summary>The comparators as machine code, made once; null where there is none.</summary>
    public NetworkCode? Code<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? single.Value : typeof(T) == typeof(double) ? wide.Value : null;

    /// <summary>Computes a block.</summary>
    /// <param name="code">The comparators as machine code; null to run them one by one.</param>
    /// <param name="sources">m rows in worker order, not changed.</param>
    /// <param name="rows">m addresses, overwritten.</param>
    /// <param name="scratch">m rows of <paramref name="stride"/> elements.</param>
    /// <param name="stride">At least <paramref name="columns"/>.</param>
    /// <param name="columns">A multiple of <see cref="Granularity"/>.</param>
    /// <param name="destination">Overwritten; overlaps nothing else.</param>
    /// <param name="ahead">Elements from a row to what will be read next of it; 0 for nothing.</param>
    public void Block<T>(NetworkCode? code, T** sources, T** rows, T* scratch, int stride, int columns, T* destination, int ahead)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < Count; i++)
            rows[i] = sources[i];

        var next = new ReadAhead((void**)sources, Count, (nint)ahead * sizeof(T), columns * sizeof(T), comparators.Length);
        if (code is not null)
        {
            code((nint)sources, (nint)scratch, (nint)stride * sizeof(T), (nint)columns * sizeof(T), (nint)ahead * sizeof(T));
            foreach (int wire in stored)
                rows[wire] = scratch + ((nint)wire * stride);
        }
        else if (Lanes.Has512<T>())
            NetworkKernel<Lanes512<T>, Vector512<T>, T>.Run(comparators, rows, scratch, stride, columns, next);
        else if (Lanes.Has256<T>())
            NetworkKernel<Lanes256<T>, Vector256<T>, T>.Run(comparators, rows, scratch, stride, columns, next);
        else if (Lanes.Has128<T>())
            NetworkKernel<Lanes128<T>, Vector128<T>, T>.Run(comparators, rows, scratch, stride, columns, next);
        else
            NetworkKernel<ScalarLanes<T>, T, T>.Run(comparators, rows, scratch, stride, columns, next);

        if (Vector512.IsHardwareAccelerated)
            Join<WideLanes512, Vector512<double>, T>(rows, sources, columns, destination);
        else
            Join<WideLanes256, Vector256<double>, T>(rows, sources, columns, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Join<TLanes, TWide, T>(T** rows, T** sources, int columns, T* destination)
        where TLanes : IWideLanes<TWide>
        where TWide : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (window is null)
            CoordinateJoin<TLanes, TWide, T>.Mean(rows, mean, columns, destination);
        else
            CoordinateJoin<TLanes, TWide, T>.Around(rows, sources, window, columns, destination);
    }
}
