using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Problems.Games;

/// <summary>How the matrices of a quadratic game are made.</summary>
public enum QuadraticGameSpectrum
{
    /// <summary>
    /// Every datum has random eigenvalues and bases of its own, as in published experiments. The means of many such matrices are well conditioned, however
    /// badly conditioned each of them is.
    /// </summary>
    Averaged,

    /// <summary>All nodes share one matrix K with eigenvalues from the smallest to the largest, times a factor of their own: the game is as badly conditioned.</summary>
    Shared,
}

/// <summary>
/// A strongly monotone quadratic game: F(x, y) = ([A, B; -B, C] z + b) with symmetric positive definite A and C and symmetric B, each of them U diag(e) U^T
/// with a random orthogonal U. <c>averaged</c> is the game of the experiments of Zhang, Choudhury, Stich, Loizou,
/// "Communication-efficient gradient descent-ascent methods for distributed variational inequalities", ICLR 2024: m data a node, eigenvalues of A and C
/// uniform in [smallest, largest), those of B in [0, coupling). <c>shared</c>: F_i(z) = s_i K z + b_i, one K, eigenvalues of A and C
/// smallest (largest/smallest)^(j/(h-1)), those of B uniform in [0, coupling), s_i evenly from scaleLow to scaleHigh.
/// </summary>
public sealed record QuadraticGameOptions : GeneratedGameOptions
{
    private const double SharedCoupling = 0.1;

    /// <summary>h, the length of x and of y: z has 2 h numbers.</summary>
    [Range(1, 1024)]
    public int Dimension { get; init; } = 10;

    /// <summary>Whether every datum has a matrix of its own, or all nodes share one.</summary>
    public QuadraticGameSpectrum Spectrum { get; init; } = QuadraticGameSpectrum.Averaged;

    /// <summary>m, the number of data of every node; of averaged games only.</summary>
    [Range(1, 1_000_000)]
    public int Samples { get; init; } = 100;

    /// <summary>The smallest eigenvalue of A and C.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Smallest { get; init; } = 0.01;

    /// <summary>The largest eigenvalue of A and C.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Largest { get; init; } = 1;

    /// <summary>The largest eigenvalue of B; where it is left out, <c>largest</c> in averaged games and a tenth of it in shared ones.</summary>
    [Range(0.0, 1e6)]
    public double? Coupling { get; init; }

    /// <summary>The factor of the first node of a shared game.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double ScaleLow { get; init; } = 0.5;

    /// <summary>The factor of the last node of a shared game.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double ScaleHigh { get; init; } = 1.5;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (Largest < Smallest)
            yield return new(ErrorCatalog.ImpossibleCombination, "largest", $"must be at least smallest ({Smallest}).");
        if (ScaleHigh < ScaleLow)
            yield return new(ErrorCatalog.ImpossibleCombination, "scaleHigh", $"must be at least scaleLow ({ScaleLow}).");
        if (Spectrum == QuadraticGameSpectrum.Shared && Dimension == 1 && Smallest != Largest)
            yield return new(ErrorCatalog.ImpossibleCombination, "largest", "must be smallest where dimension is 1: one eigenvalue has no spread.");
    }

    /// <inheritdoc/>
    public override IGame Create(DataContext context)
    {
        InstanceNumbers numbers = Numbers(context);
        return new AffineGame(Spectrum == QuadraticGameSpectrum.Averaged
            ? Averaged(numbers, context.WorkerCount)
            : Shared(numbers, context.WorkerCount));
    }

    private AffineOperator[] Averaged(InstanceNumbers numbers, int nodes)
    {
        var locals = new AffineOperator[nodes];
        for (int node = 0; node < nodes; node++)
        {
            NumberSource own = numbers.Of(node);
            var data = new SaddleBlocks[Samples];
            for (int j = 0; j < data.Length; j++)
            {
                double[] first = Block(own, Smallest, Largest);
                double[] second = Block(own, Smallest, Largest);
                double[] coupling = Block(own, 0, Coupling ?? Largest);
                data[j] = new SaddleBlocks
                {
                    First = Dimension,
                    FirstBlock = first,
                    SecondBlock = second,
                    Coupling = coupling,
                    Linear = own.Normals(2 * Dimension),
                };
            }

            locals[node] = new SaddleOperator(data);
        }

        return locals;
    }

    private AffineOperator[] Shared(InstanceNumbers numbers, int nodes)
    {
        int h = Dimension;
        double[] spectrum = new double[h];
        double logarithm = DeterministicMath.Log(Largest / Smallest);
        for (int j = 0; j < h; j++)
            spectrum[j] = j == 0 ? Smallest : j == h - 1 ? Largest : Smallest * DeterministicMath.Exp(j * logarithm / (h - 1));
        double[] first = HaarMatrix.Symmetric(h, numbers.Shared.Haar(h), spectrum);
        double[] second = HaarMatrix.Symmetric(h, numbers.Shared.Haar(h), spectrum);
        double[] basis = numbers.Shared.Haar(h);
        double[] coupling = HaarMatrix.Symmetric(h, basis, numbers.Shared.Uniforms(h, 0, Coupling ?? (SharedCoupling * Largest)));

        var locals = new AffineOperator[nodes];
        for (int node = 0; node < nodes; node++)
        {
            locals[node] = new SaddleOperator(new SaddleBlocks
            {
                First = h,
                FirstBlock = first,
                SecondBlock = second,
                Coupling = coupling,
                Linear = numbers.Of(node).Normals(2 * h),
                Scale = nodes == 1 ? ScaleLow : ScaleLow + ((ScaleHigh - ScaleLow) * node / (nodes - 1)),
            });
        }

        return locals;
    }

    private double[] Block(NumberSource source, double low, double high)
    {
        double[] eigenvalues = source.Uniforms(Dimension, low, high);
        return HaarMatrix.Symmetric(Dimension, source.Haar(Dimension), eigenvalues);
    }
}
