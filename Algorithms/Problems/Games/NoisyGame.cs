using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// A game whose nodes have r data each that differ by noise: F_mj(z) = F_m(z) + e_mj, every number of the e_mj normal with standard deviation s, and their
/// mean over j taken off, so that the mean of the F_mj is F_m. Whoever draws data at random has an oracle of variance D s^2 that needs no state. Everything else is
/// that of the game itself.
/// </summary>
public sealed class NoisyGame : IGame
{
    private readonly IGame game;
    private readonly NoisyOperator[] locals;

    /// <summary>Wraps a game.</summary>
    /// <param name="game">The game; its operators must be formulas.</param>
    /// <param name="standardDeviation">s, 0 or more.</param>
    /// <param name="samples">r, 1 or more.</param>
    /// <param name="seed">The job's seed.</param>
    /// <exception cref="ArgumentException">The game has data, or a number is out of its range.</exception>
    public NoisyGame(IGame game, double standardDeviation, int samples, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        if (!(standardDeviation >= 0 && double.IsFinite(standardDeviation)))
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "It must be a finite number of 0 or more.");
        this.game = game;
        locals = new NoisyOperator[game.Nodes];
        for (int node = 0; node < locals.Length; node++)
        {
            SpanChecks.Require(game.Local(node).SampleCount == 0, nameof(game), "Noise is for operators without data of their own.");
            double[] noise = new double[checked(samples * game.Dimension)];
            new RandomStream(seed, RandomPurpose.Noise, node).FillNormal<double>(noise, 0, standardDeviation);
            Center(noise, game.Dimension);
            locals[node] = new NoisyOperator(game.Local(node), noise);
        }
    }

    /// <inheritdoc/>
    public int Nodes => game.Nodes;

    /// <inheritdoc/>
    public int Dimension => game.Dimension;

    /// <inheritdoc/>
    public FeasibleSet Set => game.Set;

    /// <inheritdoc/>
    public GameConstants Constants => game.Constants;

    /// <inheritdoc/>
    public ReadOnlyMemory<double>? Solution => game.Solution;

    /// <inheritdoc/>
    public PrimalDualStructure? PrimalDual => game.PrimalDual;

    /// <inheritdoc/>
    public IOperator Local(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, locals.Length);
        return locals[node];
    }

    /// <inheritdoc/>
    public void Start(Span<double> point) => game.Start(point);

    /// <inheritdoc/>
    public double? Gap(ReadOnlySpan<double> point) => game.Gap(point);

    private static void Center(double[] noise, int dimension)
    {
        double[] mean = new double[dimension];
        int samples = noise.Length / dimension;
        for (int j = 0; j < samples; j++)
            VectorKernels.Axpy(1.0 / samples, noise.AsSpan(j * dimension, dimension), mean);
        for (int j = 0; j < samples; j++)
            VectorKernels.Axpy(-1, mean, noise.AsSpan(j * dimension, dimension));
    }

    private sealed class NoisyOperator(IOperator formula, double[] noise) : IOperator
    {
        public int Dimension => formula.Dimension;

        public int SampleCount => noise.Length / formula.Dimension;

        public void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> value)
        {
            formula.Evaluate(point, [], value);
            foreach (int j in samples)
                VectorKernels.Axpy(1.0 / samples.Length, noise.AsSpan(j * value.Length, value.Length), value);
        }
    }
}
