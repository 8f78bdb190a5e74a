using System.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// C, a product of blocks of coordinates: all of R^k, or the simplex {v &gt;= 0, sum v = 1}. The blocks stand one after the other. Immutable; safe for any
/// thread.
/// </summary>
public sealed class FeasibleSet
{
    private readonly (int Length, bool IsSimplex)[] blocks;

    private FeasibleSet(params (int Length, bool IsSimplex)[] blocks) => this.blocks = blocks;

    /// <summary>R^D.</summary>
    /// <param name="dimension">D.</param>
    public static FeasibleSet Everything(int dimension) => new((dimension, false));

    /// <summary>A product of simplices.</summary>
    /// <param name="lengths">The number of coordinates of each.</param>
    public static FeasibleSet Simplices(params ReadOnlySpan<int> lengths)
    {
        var simplices = new (int, bool)[lengths.Length];
        for (int b = 0; b < simplices.Length; b++)
            simplices[b] = (lengths[b], true);
        return new FeasibleSet(simplices);
    }

    /// <summary>Whether C is all of R^D, so that projecting changes nothing.</summary>
    public bool IsEverything => Array.TrueForAll(blocks, block => !block.IsSimplex);

    /// <summary>The lengths of the simplices, in order, with the first coordinate of each.</summary>
    public IEnumerable<(int Start, int Length)> Parts
    {
        get
        {
            int start = 0;
            foreach ((int length, bool isSimplex) in blocks)
            {
                if (isSimplex)
                    yield return (start, length);
                start += length;
            }
        }
    }

    /// <summary>The nearest point of C.</summary>
    /// <param name="point">D numbers, projected in place.</param>
    public void Project<T>(Span<T> point)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int start, int length) in Parts)
            SimplexProjection.Project(point.Slice(start, length));
    }

    /// <summary>A point in the middle: zeros, and 1/k in every coordinate of a simplex of k.</summary>
    /// <param name="point">D numbers, overwritten.</param>
    public void Center(Span<double> point)
    {
        point.Clear();
        foreach ((int start, int length) in Parts)
            point.Slice(start, length).Fill(1.0 / length);
    }
}
