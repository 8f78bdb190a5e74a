using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>How far a point is from solving a game.</summary>
/// <param name="Residual">|F(z)| where C is the whole space, else |z - P(z - a F(z))|/a with the projection P on C; 0 at z* alone.</param>
/// <param name="Distance">|z - z*|^2/|z_0 - z*|^2, squared; null where z* is not known, or z_0 is it.</param>
/// <param name="Gap"><see cref="IGame.Gap"/>; null where it has no closed form.</param>
public readonly record struct GameMeasurement(double Residual, double? Distance, double? Gap);

/// <summary>Measures points of a game with all of F; means over nodes are sums in node order. One thread at a time.</summary>
public sealed class GameMetrics
{
    private readonly IGame game;
    private readonly double step;
    private readonly double[] one;
    private readonly double[] mean;
    private readonly double? startDistance;

    /// <summary>Makes room, and finds z_0 and z*.</summary>
    /// <param name="game">The game.</param>
    /// <param name="step">a, above 0: the step of the residual where C is not the whole space.</param>
    public GameMetrics(IGame game, double step = 1)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        this.game = game;
        this.step = step;
        one = new double[game.Dimension];
        mean = new double[game.Dimension];
        if (game.Solution is { } solution)
        {
            game.Start(one);
            startDistance = VectorKernels.SquaredDistance<double>(one, solution.Span);
        }
    }

    /// <summary>F(z) = (1/M) sum_m F_m(z).</summary>
    /// <param name="point">z, D numbers; must not overlap the value.</param>
    /// <param name="value">D numbers, overwritten.</param>
    public void Mean(ReadOnlySpan<double> point, Span<double> value)
    {
        value.Clear();
        for (int node = 0; node < game.Nodes; node++)
        {
            game.Local(node).Evaluate(point, [], one);
            VectorKernels.Axpy(1.0 / game.Nodes, one, value);
        }
    }

    /// <summary>Measures a point.</summary>
    /// <param name="point">z, D numbers; of C for the gap.</param>
    public GameMeasurement Measure(ReadOnlySpan<double> point)
    {
        Mean(point, mean);
        double residual;
        if (game.Set.IsEverything)
        {
            residual = VectorKernels.Norm2<double>(mean);
        }
        else
        {
            VectorKernels.ScaledSum(1, point, -step, mean, mean);
            game.Set.Project<double>(mean);
            residual = Math.Sqrt(VectorKernels.SquaredDistance(point, mean)) / step;
        }

        double? distance = startDistance > 0 && game.Solution is { } solution
            ? VectorKernels.SquaredDistance(point, solution.Span) / startDistance
            : null;
        return new GameMeasurement(residual, distance, game.Gap(point));
    }
}
