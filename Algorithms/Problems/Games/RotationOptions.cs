using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// F(x, y) = (lambda x + strength y, lambda y - strength x) in every plane, the same on all nodes: the smallest game on which simultaneous gradient steps go round
/// and outwards. L^2 = lambda^2 + strength^2, mu = lambda, z* = 0.
/// </summary>
public sealed record RotationOptions : GameOptions
{
    /// <summary>The number of planes: z has twice as many numbers.</summary>
    [Range(1, 1024)]
    public int Dimension { get; init; } = 1;

    /// <summary>How strongly the players are coupled.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Strength { get; init; } = 1;

    /// <summary>The weight of the squares, which is mu.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; }

    /// <summary>Every number of x at the start.</summary>
    [Range(-1e6, 1e6)]
    public double StartX { get; init; } = 1;

    /// <summary>Every number of y at the start.</summary>
    [Range(-1e6, 1e6)]
    public double StartY { get; init; } = 1;

    /// <summary>The standard deviation of the noise by which the data of a node differ; with 0 there are no data.</summary>
    [Range(0.0, 1e6)]
    public double Noise { get; init; }

    /// <summary>The number of data of every node where there is noise.</summary>
    [Range(2, 1_000_000)]
    public int Samples { get; init; } = 10_000;

    /// <inheritdoc/>
    public override IGame Create(DataContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        double[] coupling = new double[Dimension * Dimension];
        double[] start = new double[2 * Dimension];
        start.AsSpan(0, Dimension).Fill(StartX);
        start.AsSpan(Dimension).Fill(StartY);
        for (int k = 0; k < Dimension; k++)
            coupling[(k * Dimension) + k] = Strength;
        var blocks = new SaddleBlocks
        {
            First = Dimension,
            Coupling = coupling,
            Linear = new double[2 * Dimension],
            FirstWeight = Lambda,
            SecondWeight = Lambda,
        };
        var locals = new AffineOperator[context.WorkerCount];
        Array.Fill(locals, new SaddleOperator(blocks));
        var game = new AffineGame(locals, start: start);
        return Noise > 0 ? new NoisyGame(game, Noise, Samples, context.Seed) : game;
    }
}
