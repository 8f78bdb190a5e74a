using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// min over |x| &lt;= 1, max over |y| &lt;= 1 of f_m(x, y) = x^T Q_m x/2 + c_m^T x + y^T (A_m x - b_m) - (mu/2) |y|^2: a quadratic with a price on breaking A x = b. Q_m
/// = U diag(e) U^T with a random orthogonal U and e uniform in [0, largest), c_m normal, A_m and b_m uniform in [0, 1): the problem that accelerated linearised
/// primal-dual methods are tried on.
/// </summary>
public sealed record QuadraticPenaltyOptions : GeneratedGameOptions
{
    /// <summary>n, the length of x.</summary>
    [Range(1, 2048)]
    public int Dimension { get; init; } = 100;

    /// <summary>The number of rows of A: the length of y.</summary>
    [Range(1, 2048)]
    public int Rows { get; init; } = 100;

    /// <summary>The largest eigenvalue that Q may have.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Largest { get; init; } = 100;

    /// <summary>mu, the weight of the square of y.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Mu { get; init; } = 1;

    /// <summary>What A and b are multiplied by.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double CouplingScale { get; init; } = 1;

    /// <summary>What c is multiplied by.</summary>
    [Range(0.0, 1e6)]
    public double LinearScale { get; init; } = 1;

    /// <summary>
    /// The seed of the start: x_0 and then y_0, normal numbers of the portable generator, each brought into its ball. Both start at 0 where it is left out.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int? StartSeed { get; init; }

    /// <inheritdoc/>
    public override IGame Create(DataContext context)
    {
        InstanceNumbers numbers = Numbers(context);
        var locals = new SaddleBlocks[context.WorkerCount];
        for (int node = 0; node < locals.Length; node++)
        {
            NumberSource own = numbers.Of(node);
            double[] eigenvalues = own.Uniforms(Dimension, 0, Largest);
            double[] quadratic = HaarMatrix.Symmetric(Dimension, own.Haar(Dimension), eigenvalues);
            double[] linear = [.. own.Normals(Dimension), .. new double[Rows]];
            VectorKernels.Scale(LinearScale, linear.AsSpan(0, Dimension));
            double[] rows = own.Uniforms(Rows * Dimension, 0, CouplingScale);
            own.Uniforms(Rows, 0, CouplingScale).CopyTo(linear, Dimension);
            double[] coupling = new double[rows.Length];
            MatrixMultiply.Transpose<double>(rows, coupling, Rows, Dimension);
            locals[node] = new SaddleBlocks
            {
                First = Dimension,
                FirstBlock = quadratic,
                Coupling = coupling,
                Linear = linear,
                SecondWeight = Mu,
            };
        }

        return new QuadraticPenaltyGame(locals, Mu, StartSeed is { } seed ? StartOf((ulong)seed) : null);
    }

    private double[] StartOf(ulong seed)
    {
        double[] start = new double[Dimension + Rows];
        new SplitMix64(seed).FillNormal(start);
        BallProjection.Project(start.AsSpan(0, Dimension), 1);
        BallProjection.Project(start.AsSpan(Dimension), 1);
        return start;
    }
}
