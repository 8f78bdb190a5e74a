using System.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// C, a product of blocks of coordinates: all of R^k, the simplex {v &gt;= 0, sum v = 1}, the ball {|v| &lt;= R}, or the part {v &gt;= 0, |v| &lt;= R} of
/// it. The blocks stand one after the other. Immutable; safe for any thread.
/// </summary>
public sealed class FeasibleSet
{
    private readonly Block[] blocks;

    private FeasibleSet(params Block[] blocks) => this.blocks = blocks;

    private enum Shape
    {
        Everything,
        Simplex,
        Ball,
        NonnegativeBall,
    }

    /// <summary>R^D.</summary>
    /// <param name="dimension">D.</param>
    public static FeasibleSet Everything(int dimension) => new(new Block(dimension, Shape.Everything, 0));

    /// <summary>A product of simplices.</summary>
    /// <param name="lengths">The number of coordinates of each.</param>
    public static FeasibleSet Simplices(params ReadOnlySpan<int> lengths)
    {
        var simplices = new Block[lengths.Length];
        for (int b = 0; b < simplices.Length; b++)
            simplices[b] = new Block(lengths[b], Shape.Simplex, 0);
        return new FeasibleSet(simplices);
    }

    /// <summary>A product of balls around 0.</summary>
    /// <param name="balls">The number of coordinates of each, and its radius, 0 or more; infinity for all of R^k.</param>
    public static FeasibleSet Balls(params ReadOnlySpan<(int Length, double Radius)> balls)
    {
        var made = new Block[balls.Length];
        for (int b = 0; b < made.Length; b++)
        {
            (int length, double radius) = balls[b];
            if (!(radius >= 0))
                throw new ArgumentOutOfRangeException(nameof(balls), radius, "A radius must be 0 or more.");
            made[b] = new Block(length, double.IsPositiveInfinity(radius) ? Shape.Everything : Shape.Ball, radius);
        }

        return new FeasibleSet(made);
    }

    /// <summary>A ball around 0, and the part without negative numbers of a second one: where a constrained x and its multipliers are.</summary>
    /// <param name="firstLength">The number of coordinates of the ball.</param>
    /// <param name="firstRadius">Its radius, 0 or more.</param>
    /// <param name="secondLength">The number of coordinates of the part {v &gt;= 0, |v| &lt;= R}.</param>
    /// <param name="secondRadius">R, 0 or more.</param>
    public static FeasibleSet BallAndNonnegativeBall(int firstLength, double firstRadius, int secondLength, double secondRadius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRadius);
        ArgumentOutOfRangeException.ThrowIfNegative(secondRadius);
        return new FeasibleSet(new Block(firstLength, Shape.Ball, firstRadius), new Block(secondLength, Shape.NonnegativeBall, secondRadius));
    }

    /// <summary>Whether C is all of R^D, so that projecting changes nothing.</summary>
    public bool IsEverything => Array.TrueForAll(blocks, block => block.Shape == Shape.Everything);

    /// <summary>The lengths of the simplices, in order, with the first coordinate of each.</summary>
    public IEnumerable<(int Start, int Length)> Parts
    {
        get
        {
            int start = 0;
            foreach (Block block in blocks)
            {
                if (block.Shape == Shape.Simplex)
                    yield return (start, block.Length);
                start += block.Length;
            }
        }
    }

    /// <summary>The lengths and radii of the balls, in order, with the first coordinate of each, and whether their numbers must not be negative.</summary>
    public IEnumerable<(int Start, int Length, double Radius, bool IsNonnegative)> BallParts
    {
        get
        {
            int start = 0;
            foreach (Block block in blocks)
            {
                if (block.Shape is Shape.Ball or Shape.NonnegativeBall)
                    yield return (start, block.Length, block.Radius, block.Shape == Shape.NonnegativeBall);
                start += block.Length;
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
        foreach ((int start, int length, double radius, bool isNonnegative) in BallParts)
            BallProjection.Project(point.Slice(start, length), radius, isNonnegative);
    }

    /// <summary>A point in the middle: zeros, and 1/k in every coordinate of a simplex of k.</summary>
    /// <param name="point">D numbers, overwritten.</param>
    public void Center(Span<double> point)
    {
        point.Clear();
        foreach ((int start, int length) in Parts)
            point.Slice(start, length).Fill(1.0 / length);
    }

    private readonly record struct Block(int Length, Shape Shape, double Radius);
}
