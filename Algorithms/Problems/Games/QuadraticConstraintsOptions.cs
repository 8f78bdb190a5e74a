using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// min over |x| &lt;= 1, max over y &gt;= 0, |y| &lt;= 1 of f_m(x, y) = x^T Q_m x/2 + c_m^T x + sum_j y_j (x^T A_mj x/2 + b_mj^T x - d_mj) - (mu/2) |y|^2: a quadratic with a price
/// on breaking convex quadratic constraints. Q_m and A_mj = U diag(e) U^T with random orthogonal U and e uniform in [0, largest), c_m and b_mj normal, d_m uniform in [0, 1):
/// the problem with a coupling that is not bilinear that accelerated linearised primal-dual methods are tried on.
/// </summary>
public sealed record QuadraticConstraintsOptions : GeneratedGameOptions
{
    /// <summary>n, the length of x.</summary>
    [Range(1, 2048)]
    public int Dimension { get; init; } = 100;

    /// <summary>p, the number of constraints: the length of y.</summary>
    [Range(1, 2048)]
    public int Constraints { get; init; } = 10;

    /// <summary>The largest eigenvalue that Q and A_j may have.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Largest { get; init; } = 100;

    /// <summary>mu, the weight of the square of y.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Mu { get; init; } = 1;

    /// <summary>
    /// The seed of the start: x_0 and then y_0, normal numbers of the portable generator, each brought into its set. Both start at 0 where it is left out.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int? StartSeed { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if ((long)Constraints * Dimension * Dimension > Array.MaxLength)
            yield return new(ErrorCatalog.ImpossibleCombination, "constraints", $"times the square of dimension may be at most {Array.MaxLength} for one node.");
    }

    /// <inheritdoc/>
    public override IGame Create(DataContext context)
    {
        InstanceNumbers numbers = Numbers(context);
        var locals = new ConstraintBlocks[context.WorkerCount];
        for (int node = 0; node < locals.Length; node++)
        {
            NumberSource own = numbers.Of(node);
            double[] quadratic = Quadratic(own);
            double[] linear = own.Normals(Dimension);
            double[] curvatures = new double[Constraints * Dimension * Dimension];
            double[] slopes = new double[Constraints * Dimension];
            for (int j = 0; j < Constraints; j++)
            {
                Quadratic(own).CopyTo(curvatures, j * Dimension * Dimension);
                own.Normals(Dimension).CopyTo(slopes, j * Dimension);
            }

            locals[node] = new ConstraintBlocks(quadratic, linear, curvatures, slopes, own.Uniforms(Constraints), Mu);
        }

        return new QuadraticConstraintsGame(locals, StartSeed is { } seed ? StartOf((ulong)seed) : null);
    }

    private double[] Quadratic(NumberSource own)
    {
        double[] eigenvalues = own.Uniforms(Dimension, 0, Largest);
        return HaarMatrix.Symmetric(Dimension, own.Haar(Dimension), eigenvalues);
    }

    private double[] StartOf(ulong seed)
    {
        double[] start = new double[Dimension + Constraints];
        new SplitMix64(seed).FillNormal(start);
        QuadraticConstraintsGame.SetOf(Dimension, Constraints).Project<double>(start);
        return start;
    }
}
