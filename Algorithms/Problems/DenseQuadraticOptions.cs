using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;
using Starling.Algorithms.Problems.Games;

namespace Starling.Algorithms.Problems;

/// <summary>
/// f_i(x) = 1/2 x . Q_i x + b_i . x with Q_i = U_i diag(e_i) U_i^T: eigenvalues uniform in [smallest, largest), a random orthogonal U_i, and b_i ~ N(0, I). The
/// nodes differ in everything, and their average is better conditioned than they are.
/// </summary>
public sealed record DenseQuadraticOptions : ConvexProblemOptions
{
    /// <summary>d, the length of x.</summary>
    [Range(1, 2048)]
    public int Dimension { get; init; } = 50;

    /// <summary>The smallest eigenvalue that a node may have.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Smallest { get; init; } = 0.05;

    /// <summary>The largest eigenvalue that a node may have.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Largest { get; init; } = 1;

    /// <summary>Where the numbers come from: streams for every node, or one portable generator that is easily written again elsewhere.</summary>
    public InstanceGenerator Generator { get; init; } = InstanceGenerator.Streams;

    /// <summary>The seed of the instance; the job's seed where it is left out. With it, jobs of different seeds solve the same problem.</summary>
    [Range(0, int.MaxValue)]
    public int? InstanceSeed { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (Largest < Smallest)
            yield return new(ErrorCatalog.ImpossibleCombination, "largest", $"must be at least smallest ({Smallest}).");
    }

    /// <inheritdoc/>
    public override IDistributedProblem Create(DataContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var numbers = new InstanceNumbers(Generator, InstanceSeed, context.Seed);
        double[][] matrices = new double[context.WorkerCount][];
        double[][] vectors = new double[context.WorkerCount][];
        for (int node = 0; node < matrices.Length; node++)
        {
            NumberSource own = numbers.Of(node);
            double[] eigenvalues = own.Uniforms(Dimension, Smallest, Largest);
            matrices[node] = HaarMatrix.Symmetric(Dimension, own.Haar(Dimension), eigenvalues);
            vectors[node] = own.Normals(Dimension);
        }

        return new DenseQuadraticProblem(matrices, vectors);
    }
}
