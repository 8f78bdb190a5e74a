using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;

namespace Starling.Algorithms.Variational;

/// <summary>
/// Projections of vectors that are cut into slices onto a product of simplices. What is known of them is the sums so far: of every pass, for every simplex,
/// the number of its coordinates above the shift of the pass before and their sum. When no number changes the shifts are found; then comes the next
/// projection of the round.
/// </summary>
/// <remarks>The sums are exact, so that shifts have the same bits however vectors are cut. See <see cref="SimplexProjection"/> for the method.</remarks>
internal sealed class ProjectionPasses
{
    private const int Each = 1 + ExactSum.Length;

    private readonly (int Start, int Length)[] parts;
    private readonly List<double[]> found = [];
    private readonly double[] shifts;
    private readonly double[] counts;

    /// <summary>Reads what is known.</summary>
    /// <param name="set">C.</param>
    /// <param name="known">The sums so far.</param>
    public ProjectionPasses(FeasibleSet set, IReadOnlyList<double> known)
    {
        parts = [.. set.Parts];
        shifts = new double[parts.Length];
        counts = new double[parts.Length];
        Begin();
        var sum = new ExactSum();
        Span<double> written = stackalloc double[ExactSum.Length];
        for (int pass = 0; pass < known.Count; pass += PassLength)
        {
            bool changed = false;
            for (int part = 0; part < parts.Length; part++)
            {
                int at = pass + (part * Each);
                if (known[at] == counts[part])
                    continue;

                changed = true;
                counts[part] = known[at];
                for (int i = 0; i < written.Length; i++)
                    written[i] = known[at + 1 + i];
                sum.Clear();
                sum.Read(written);
                shifts[part] = SimplexProjection.Shift(sum, (long)counts[part]);
            }

            if (changed)
                continue;

            found.Add([.. shifts]);
            Begin();
        }
    }

    /// <summary>How many numbers a pass has.</summary>
    public int PassLength => parts.Length * Each;

    /// <summary>How many projections are found.</summary>
    public int Found => found.Count;

    /// <summary>Writes a slice's part of the next pass.</summary>
    /// <param name="slice">The slice of what is to be projected.</param>
    /// <param name="start">Its first coordinate.</param>
    /// <param name="partial"><see cref="PassLength"/> numbers, overwritten.</param>
    public void Measure<T>(ReadOnlySpan<T> slice, int start, Span<double> partial)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var sum = new ExactSum();
        for (int part = 0; part < parts.Length; part++)
        {
            sum.Clear();
            partial[part * Each] = SimplexProjection.Accumulate(Within(slice, start, part), shifts[part], sum);
            sum.Write(partial.Slice((part * Each) + 1, ExactSum.Length));
        }
    }

    /// <summary>Projects a slice.</summary>
    /// <param name="projection">Which projection of the round, from 0; it must be found.</param>
    /// <param name="slice">The slice, projected in place.</param>
    /// <param name="start">Its first coordinate.</param>
    public void Apply<T>(int projection, Span<T> slice, int start)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        for (int part = 0; part < parts.Length; part++)
        {
            (int from, int to) = RangeOf(slice.Length, start, part);
            if (from < to)
                SimplexProjection.Apply(slice[from..to], found[projection][part]);
        }
    }

    private void Begin()
    {
        Array.Fill(shifts, double.NegativeInfinity);
        Array.Fill(counts, -1);
    }

    private ReadOnlySpan<T> Within<T>(ReadOnlySpan<T> slice, int start, int part)
    {
        (int from, int to) = RangeOf(slice.Length, start, part);
        return from < to ? slice[from..to] : [];
    }

    private (int From, int To) RangeOf(int length, int start, int part) =>
        (Math.Max(0, parts[part].Start - start), Math.Min(length, parts[part].Start + parts[part].Length - start));
}
