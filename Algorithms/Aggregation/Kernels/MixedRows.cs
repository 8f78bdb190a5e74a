using System.Numerics;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// The rows of a mixing y = A x, compiled: the weights that are not 0, in worker order. A row that is one vector taken as it is needs no
/// arithmetic and is read where the vector is; rows with the same weights are computed once.
/// </summary>
internal sealed unsafe class MixedRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // So many vectors are read at least twice that it pays to have them next to one another.
    private const int ReadsWorthCopying = 3;

    private readonly Row[] rows;
    private readonly int inputs;

    /// <summary>Takes a mixing.</summary>
    public MixedRows(Mixing mixing)
    {
        inputs = mixing.Inputs;
        rows = new Row[mixing.Outputs];
        int terms = 0;
        for (int r = 0; r < rows.Length; r++)
        {
            ReadOnlySpan<double> weights = mixing.Row(r);
            int same = 0;
            while (same < r && !mixing.Row(same).SequenceEqual(weights))
                same++;

            int[] used = Used(weights);
            bool isVector = used.Length == 1 && weights[used[0]] == 1;
            T[] factors = new T[used.Length];
            for (int k = 0; k < used.Length; k++)
                factors[k] = T.CreateTruncating(weights[used[k]]);
            rows[r] = new Row(same, isVector, used, factors);
            terms += same < r || isVector ? 0 : used.Length;
        }

        CopiesInputs = terms >= ReadsWorthCopying * inputs;
    }

    /// <summary>m.</summary>
    public int Count => rows.Length;

    /// <summary>Whether the vectors are read so often that a block of them is copied first.</summary>
    public bool CopiesInputs { get; }

    /// <summary>Computes a block.</summary>
    /// <param name="sources">n rows.</param>
    /// <param name="near">n addresses, overwritten.</param>
    /// <param name="copies">n rows of <paramref name="stride"/> elements, where <see cref="CopiesInputs"/>.</param>
    /// <param name="scratch">m rows of <paramref name="stride"/> elements.</param>
    /// <param name="stride">At least <paramref name="columns"/>.</param>
    /// <param name="columns">A multiple of <see cref="CoordinatePlan.Granularity"/>.</param>
    /// <param name="mixed">m addresses, overwritten: where the rows of y are.</param>
    /// <param name="ahead">Elements from a row to what will be read next of it; 0 for nothing.</param>
    public void Block(T** sources, T** near, T* copies, T* scratch, int stride, int columns, T** mixed, int ahead)
    {
        if (CopiesInputs)
        {
            for (int i = 0; i < inputs; i++)
            {
                T* copy = copies + ((nint)i * stride);
                new ReadOnlySpan<T>(sources[i], columns).CopyTo(new Span<T>(copy, columns));
                near[i] = copy;
            }
        }
        else
        {
            near = sources;
        }

        var next = new ReadAhead((void**)sources, inputs, (nint)ahead * sizeof(T), columns * sizeof(T), rows.Length);
        for (int r = 0; r < rows.Length; r++)
        {
            next.Step();
            Row row = rows[r];
            if (row.Same < r)
            {
                mixed[r] = mixed[row.Same];
                continue;
            }

            if (row.IsVector)
            {
                mixed[r] = sources[row.Used[0]];
                continue;
            }

            T* y = mixed[r] = scratch + ((nint)r * stride);
            if (Lanes.Has512<T>())
                MixingKernel<Lanes512<T>, Vector512<T>, T>.Row(row.Used, row.Weights, near, columns, y);
            else if (Lanes.Has256<T>())
                MixingKernel<Lanes256<T>, Vector256<T>, T>.Row(row.Used, row.Weights, near, columns, y);
            else if (Lanes.Has128<T>())
                MixingKernel<Lanes128<T>, Vector128<T>, T>.Row(row.Used, row.Weights, near, columns, y);
            else
                MixingKernel<ScalarLanes<T>, T, T>.Row(row.Used, row.Weights, near, columns, y);
        }
    }

    private static int[] Used(ReadOnlySpan<double> weights)
    {
        List<int> used = [];
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] != 0)
                used.Add(i);
        }

        return [.. used];
    }

    /// <param name="Same">The first row with the same weights.</param>
    /// <param name="IsVector">Whether it is a vector as it is.</param>
    /// <param name="Used">The vectors with a weight.</param>
    /// <param name="Weights">Their weights.</param>
    private sealed record Row(int Same, bool IsVector, int[] Used, T[] Weights);
}
