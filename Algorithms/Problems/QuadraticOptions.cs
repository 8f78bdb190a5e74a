using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Problems;

/// <summary>Which curvatures the nodes of a quadratic problem have.</summary>
public enum QuadraticSpectrum
{
    /// <summary>h_ik = kappa^(k/(d-1)): the same on all nodes, so that their average is as badly conditioned as they are.</summary>
    Shared,

    /// <summary>h_ik = kappa^(((k+i) mod d)/(d-1)): turned from node to node, so that the average is much better conditioned.</summary>
    Rotated,
}

/// <summary>Where the minimisers of the nodes' quadratics lie.</summary>
public enum QuadraticCenters
{
    /// <summary>c_ik = sin(1 + 10 i + k): nothing random, so that the problem can be rebuilt anywhere.</summary>
    Sines,

    /// <summary>c_ik ~ N(0, 1), drawn from the job's seed.</summary>
    Normal,
}

/// <summary>
/// f_i(x) = 1/2 sum_k h_ik (x_k - c_ik)^2 with curvatures from 1 to kappa; i and k count from 0. It has L = kappa, mu = 1 (where d is 1
/// both are 1).
/// </summary>
public sealed record QuadraticOptions : ConvexProblemOptions
{
    /// <summary>d, the length of x.</summary>
    [Range(1, 10_000_000)]
    public int Dimension { get; init; } = 10;

    /// <summary>kappa = L/mu, the condition number of every node's function.</summary>
    [Range(1.0, 1e12)]
    public double Condition { get; init; } = 100;

    /// <summary>Whether all nodes have the same curvatures, or every node turned ones.</summary>
    public QuadraticSpectrum Spectrum { get; init; } = QuadraticSpectrum.Shared;

    /// <summary>Where the nodes' minimisers lie: at the sines of a formula, or at normal numbers.</summary>
    public QuadraticCenters Centers { get; init; } = QuadraticCenters.Sines;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (Dimension == 1 && Condition != 1)
            yield return new(ErrorCatalog.ImpossibleCombination, "condition",
                "must be 1 where dimension is 1: one curvature has no spread.");
    }

    /// <inheritdoc/>
    public override IDistributedProblem Create(DataContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        double[] spectrum = new double[Dimension];
        double logarithm = DeterministicMath.Log(Condition);
        for (int k = 0; k < Dimension; k++)
            spectrum[k] = k == 0 ? 1 : k == Dimension - 1 ? Condition : DeterministicMath.Exp(k * logarithm / (Dimension - 1));

        double[][] curvatures = new double[context.WorkerCount][];
        double[][] centers = new double[context.WorkerCount][];
        for (int node = 0; node < centers.Length; node++)
        {
            curvatures[node] = Spectrum == QuadraticSpectrum.Shared ? spectrum : Turned(spectrum, node);
            centers[node] = CentersOf(node, context.Seed);
        }

        return new QuadraticProblem(curvatures, centers);
    }

    private static double[] Turned(double[] spectrum, int node)
    {
        double[] turned = new double[spectrum.Length];
        for (int k = 0; k < turned.Length; k++)
            turned[k] = spectrum[(int)(((long)k + node) % spectrum.Length)];
        return turned;
    }

    private double[] CentersOf(int node, ulong seed)
    {
        double[] center = new double[Dimension];
        if (Centers == QuadraticCenters.Normal)
        {
            var stream = new RandomStream(seed, RandomPurpose.DataGeneration, node);
            stream.FillNormal<double>(center);
            return center;
        }

        for (int k = 0; k < center.Length; k++)
            center[k] = DeterministicMath.Sin(1 + (10.0 * node) + k);
        return center;
    }
}
