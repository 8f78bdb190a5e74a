using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// A generative adversarial network on generated points of the plane, as a saddle problem: the generator G makes, and the discriminator D makes large,
/// mean_j [ln s(D(x_j)) + ln(1 - s(D(G(u_j))))] + (decay/2) (|theta_G|^2 - |theta_D|^2), s the logistic function, u ~ N(0, I) (Goodfellow et al., NeurIPS 2014). Both are
/// networks of one hidden layer with tanh. The points lie around a ring of modes, and nodes see different modes. z holds the parameters of G and then of D. The
/// game is not monotone: neither solution nor constants are known, so steps have to be given.
/// </summary>
public sealed record GanOptions : GameOptions
{
    internal const int PointLength = 2;

    /// <summary>The number of Gaussians, evenly around a circle of radius 1.</summary>
    [Range(1, 1000)]
    public int Modes { get; init; } = 8;

    /// <summary>The standard deviation of each Gaussian.</summary>
    [Range(0.0, 10)]
    public double Spread { get; init; } = 0.1;

    /// <summary>The number of points of every node.</summary>
    [Range(1, 10_000_000)]
    public int Samples { get; init; } = 256;

    /// <summary>The share of a node's points that come from a mode of its own, number i modulo <c>modes</c> for node i; the others come from all modes alike.</summary>
    [Range(0.0, 1)]
    public double Skew { get; init; } = 0.5;

    /// <summary>The width of the hidden layers.</summary>
    [Range(1, 10_000)]
    public int Hidden { get; init; } = 16;

    /// <summary>The length of u, what the generator makes points of.</summary>
    [Range(1, 1000)]
    public int Latent { get; init; } = 2;

    /// <summary>The weight of the squares of the parameters.</summary>
    [Range(0.0, 1e3)]
    public double Decay { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if ((long)Samples * Math.Max(Latent, PointLength) > Array.MaxLength)
            yield return new(ErrorCatalog.ImpossibleCombination, "samples", $"times latent may be at most {Array.MaxLength}.");
    }

    /// <inheritdoc/>
    public override IGame Create(DataContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var locals = new AdversarialOperator[context.WorkerCount];
        for (int node = 0; node < locals.Length; node++)
        {
            var stream = new RandomStream(context.Seed, RandomPurpose.DataGeneration, node);
            double[] points = new double[PointLength * Samples];
            double[] latent = new double[Latent * Samples];
            stream.FillNormal<double>(points, 0, Spread);
            stream.FillNormal<double>(latent);
            for (int j = 0; j < Samples; j++)
            {
                int mode = stream.NextDouble() < Skew ? node % Modes : stream.NextInt32(Modes);
                (double sin, double cos) = DeterministicMath.SinCos(2 * Math.PI * mode / Modes);
                points[PointLength * j] += cos;
                points[(PointLength * j) + 1] += sin;
            }

            locals[node] = new AdversarialOperator(Hidden, Latent, points, latent, Decay);
        }

        return new GanGame(locals, context.Seed);
    }
}
