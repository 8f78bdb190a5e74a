using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// f(x, y) = (a_2/2) x^T A_2 x + (a_4/4) (x^T A_4 x)^2 + x^T C y - (b_2/2) y^T B_2 y - (b_4/4) (y^T B_4 y)^2 with A, B = O diag(e) O^T and C = O_1 diag(e) O_2^T,
/// e uniform in [1, 2) and random orthogonal O, of every node's own: a saddle problem that is not quadratic, as single-call extragradient methods are tried on
/// (Hsieh, Iutzeler, Malick, Mertikopoulos, NeurIPS 2019 and 2020). z* = 0.
/// </summary>
public sealed record QuarticGameOptions : GeneratedGameOptions
{
    /// <summary>The length of x and of y.</summary>
    [Range(1, 1024)]
    public int Dimension { get; init; } = 10;

    /// <summary>a_2, the weight of the square of x.</summary>
    [Range(0.0, 1e6)]
    public double QuadraticX { get; init; } = 1;

    /// <summary>b_2, the weight of the square of y.</summary>
    [Range(0.0, 1e6)]
    public double QuadraticY { get; init; } = 1;

    /// <summary>a_4, the weight of the fourth power of x.</summary>
    [Range(0.0, 1e6)]
    public double QuarticX { get; init; } = 1;

    /// <summary>b_4, the weight of the fourth power of y.</summary>
    [Range(0.0, 1e6)]
    public double QuarticY { get; init; } = 1;

    /// <summary>|z_0|, spread evenly over all numbers. The constants hold where |z| is at most this.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Radius { get; init; } = 1;

    /// <summary>The standard deviation of the noise by which the data of a node differ; with 0 there are no data.</summary>
    [Range(0.0, 1e6)]
    public double Noise { get; init; }

    /// <summary>The number of data of every node where there is noise.</summary>
    [Range(2, 1_000_000)]
    public int Samples { get; init; } = 1000;

    /// <inheritdoc/>
    public override IGame Create(DataContext context)
    {
        InstanceNumbers numbers = Numbers(context);
        var locals = new QuarticOperator[context.WorkerCount];
        for (int node = 0; node < locals.Length; node++)
        {
            NumberSource own = numbers.Of(node);
            var x = new QuarticPlayer(QuadraticX, Positive(own), QuarticX, Positive(own));
            var y = new QuarticPlayer(QuadraticY, Positive(own), QuarticY, Positive(own));
            locals[node] = new QuarticOperator(x, y, Coupling(own));
        }

        var game = new QuarticGame(locals, Radius);
        return Noise > 0 ? new NoisyGame(game, Noise, Samples, context.Seed) : game;
    }

    private double[] Positive(NumberSource source)
    {
        double[] eigenvalues = source.Uniforms(Dimension, 1, 2);
        return HaarMatrix.Symmetric(Dimension, source.Haar(Dimension), eigenvalues);
    }

    private double[] Coupling(NumberSource source)
    {
        double[] left = source.Haar(Dimension);
        double[] values = source.Uniforms(Dimension, 1, 2);
        double[] right = source.Haar(Dimension);
        for (int k = 0; k < left.Length; k++)
            left[k] *= values[k % Dimension];
        double[] coupling = new double[left.Length];
        MatrixMultiply.MultiplyTransposeB<double>(left, right, coupling, Dimension, Dimension, Dimension);
        return coupling;
    }
}
