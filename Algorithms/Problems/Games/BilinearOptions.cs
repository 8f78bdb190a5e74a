using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// min over x, max over y of f_m(x, y) = x^T A_m y + a_m^T x + b_m^T y + (lambda/2) |x|^2 - (lambda/2) |y|^2, all entries normal:
/// A_m = A_0 + zeta E_m, those of A_0 and E_m of variance 1/d, those of a_m and b_m of variance 1. It is what compressed methods for variational inequalities
/// are tried on (Beznosikov, Richtarik, Diskin, Ryabinin, Gasnikov, "Distributed methods with compressed communication for solving variational
/// inequalities", NeurIPS 2022); the distribution is our own. mu = lambda, L^2 = lambda^2 + sigma_max(mean A)^2.
/// </summary>
public sealed record BilinearOptions : GeneratedGameOptions
{
    /// <summary>d, the length of x and of y: z has 2 d numbers.</summary>
    [Range(1, 1024)]
    public int Dimension { get; init; } = 50;

    /// <summary>How much the nodes' matrices differ; 0 makes them equal.</summary>
    [Range(0.0, 1e6)]
    public double Zeta { get; init; } = 0.1;

    /// <summary>The weight of the squares, which is mu; with 0 the game is bilinear and monotone only.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 0.05;

    /// <inheritdoc/>
    public override IGame Create(DataContext context)
    {
        InstanceNumbers numbers = Numbers(context);
        double deviation = 1 / Math.Sqrt(Dimension);
        double[] common = Matrix(numbers.Shared);
        var locals = new AffineOperator[context.WorkerCount];
        for (int node = 0; node < locals.Length; node++)
        {
            NumberSource own = numbers.Of(node);
            double[] coupling = Matrix(own);
            VectorKernels.ScaledSum<double>(1, common, Zeta, coupling, coupling);
            double[] linear = own.Normals(2 * Dimension);
            VectorKernels.Scale(-1, linear.AsSpan(Dimension));
            locals[node] = new SaddleOperator(new SaddleBlocks
            {
                First = Dimension,
                Coupling = coupling,
                Linear = linear,
                FirstWeight = Lambda,
                SecondWeight = Lambda,
            });
        }

        return new AffineGame(locals);

        double[] Matrix(NumberSource source)
        {
            double[] matrix = source.Normals(Dimension * Dimension);
            VectorKernels.Scale<double>(deviation, matrix);
            return matrix;
        }
    }
}
