using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;

namespace Starling.Algorithms.Variational;

/// <summary>
/// Projections of vectors that are cut into slices onto a product of simplices and balls. What is known of them is the sums so far: of every pass, for every
/// simplex, the number of its coordinates above the shift of the pass before and their sum; for every ball, the sum of the squares. When no number changes
/// the shifts are found, as the factors of balls are after one pass; then comes the next projection of the round.
/// </summary>
/// <remarks>
/// The sums are exact, so that results have the same bits however vectors are cut. See <see cref="SimplexProjection"/> and <see cref="BallProjection"/> for the
/// methods.
/// </remarks>
internal sealed class ProjectionPasses
{
    private const int Each = 1 + ExactSum.Length;

    private readonly (int Start, int Length)[] simplices;
    private readonly (int Start, int Length, double Radius, bool IsNonnegative)[] balls;
    private readonly List<(double[] Shifts, double[] Factors)> found = [];
    private readonly double[] shifts;
    private readonly double[] counts;
    private readonly double[] factors;

    /// <summary>Reads what is known.</summary>
    /// <param name="set">C.</param>
    /// <param name="known">The sums so far.</param>
    public ProjectionPasses(FeasibleSet set, IReadOnlyList<double> known)
    {
        simplices = [.. set.Parts];
        balls = [.. set.BallParts];
        shifts = new double[simplices.Length];
        counts = new double[simplices.Length];
        factors = new double[balls.Length];
        Begin();
        var sum = new ExactSum();
        for (int pass = 0; pass < known.Count; pass += PassLength)
        {
            bool isFirst = simplices.Length == 0 || counts[0] < 0;
            for (int ball = 0; ball < balls.Length && isFirst; ball++)
            {
                Read(known, pass + ((simplices.Length + ball) * Each), sum);
                factors[ball] = BallProjection.Factor(sum, balls[ball].Radius);
            }

            bool changed = false;
            for (int simplex = 0; simplex < simplices.Length; simplex++)
            {
                int at = pass + (simplex * Each);
                if (known[at] == counts[simplex])
                    continue;

                changed = true;
                counts[simplex] = known[at];
                Read(known, at, sum);
                shifts[simplex] = SimplexProjection.Shift(sum, (long)counts[simplex]);
            }

            if (changed)
                continue;

            found.Add(([.. shifts], [.. factors]));
            Begin();
        }
    }

    /// <summary>How many numbers a pass has.</summary>
    public int PassLength => (simplices.Length + balls.Length) * Each;

    /// <summary>How many projections are found.</summary>
    public int Found => found.Count;

    /// <summary>Writes a slice's part of the next pass.</summary>
    /// <param name="slice">The slice of what is to be projected.</param>
    /// <param name="start">Its first coordinate.</param>
    /// <param name="partial"><see cref="PassLength"/> numbers, overwritten.</param>
    public void Measure<T>(ReadOnlySpan<T> slice, int start, Span<double> partial)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = new ExactSum();
        for (int simplex = 0; simplex < simplices.Length; simplex++)
        {
            sum.Clear();
            partial[simplex * Each] = SimplexProjection.Accumulate(Within(slice, start, simplices[simplex]), shifts[simplex], sum);
            sum.Write(partial.Slice((simplex * Each) + 1, ExactSum.Length));
        }

        for (int ball = 0; ball < balls.Length; ball++)
        {
            int at = (simplices.Length + ball) * Each;
            sum.Clear();
            BallProjection.Accumulate(Within(slice, start, (balls[ball].Start, balls[ball].Length)), sum, balls[ball].IsNonnegative);
            partial[at] = 0;
            sum.Write(partial.Slice(at + 1, ExactSum.Length));
        }
    }

    /// <summary>Projects a slice.</summary>
    /// <param name="projection">Which projection of the round, from 0; it must be found.</param>
    /// <param name="slice">The slice, projected in place.</param>
    /// <param name="start">Its first coordinate.</param>
    public void Apply<T>(int projection, Span<T> slice, int start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int simplex = 0; simplex < simplices.Length; simplex++)
        {
            (int from, int to) = RangeOf(slice.Length, start, simplices[simplex]);
            if (from < to)
                SimplexProjection.Apply(slice[from..to], found[projection].Shifts[simplex]);
        }

        for (int ball = 0; ball < balls.Length; ball++)
        {
            (int from, int to) = RangeOf(slice.Length, start, (balls[ball].Start, balls[ball].Length));
            if (from < to)
                BallProjection.Apply(slice[from..to], found[projection].Factors[ball], balls[ball].IsNonnegative);
        }
    }

    private static void Read(IReadOnlyList<double> known, int at, ExactSum sum)
    {
        Span<double> written = stackalloc double[ExactSum.Length];
        for (int i = 0; i < written.Length; i++)
            written[i] = known[at + 1 + i];
        sum.Clear();
        sum.Read(written);
    }

    private static ReadOnlySpan<T> Within<T>(ReadOnlySpan<T> slice, int start, (int Start, int Length) part)
    {
        (int from, int to) = RangeOf(slice.Length, start, part);
        return from < to ? slice[from..to] : [];
    }

    private static (int From, int To) RangeOf(int length, int start, (int Start, int Length) part) =>
        (Math.Max(0, part.Start - start), Math.Min(length, part.Start + part.Length - start));

    private void Begin()
    {
        Array.Fill(shifts, double.NegativeInfinity);
        Array.Fill(counts, -1);
    }
}
