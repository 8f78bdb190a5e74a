using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>
/// A problem whose gradients carry noise: independent normal numbers of standard deviation s are added to every coordinate of every
/// gradient. Values, constants, conjugates and the solution are those of the problem itself.
/// </summary>
/// <remarks>
/// The noise of gradient number e of node i is the stream (seed, <see cref="RandomPurpose.Noise"/>, i, e), so it does not depend on what
/// other nodes do. The numbers are counted here, from 0; whoever resumes a run sets them. A node is used by one thread at a time.
/// </remarks>
public sealed class NoisyGradients : IDistributedProblem
{
    private readonly IDistributedProblem problem;
    private readonly NoisyFunction[] locals;

    /// <summary>Wraps a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="standardDeviation">s, 0 or more.</param>
    /// <param name="seed">The job's seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is negative or not finite.</exception>
    public NoisyGradients(IDistributedProblem problem, double standardDeviation, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (!(standardDeviation >= 0 && double.IsFinite(standardDeviation)))
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "It must be a finite number of 0 or more.");
        this.problem = problem;
        locals = new NoisyFunction[problem.Nodes];
        for (int node = 0; node < locals.Length; node++)
            locals[node] = new NoisyFunction(problem.Local(node), standardDeviation, seed, node);
    }

    /// <inheritdoc/>
    public int Nodes => problem.Nodes;

    /// <inheritdoc/>
    public int Dimension => problem.Dimension;

    /// <inheritdoc/>
    public double Smoothness => problem.Smoothness;

    /// <inheritdoc/>
    public double StrongConvexity => problem.StrongConvexity;

    /// <inheritdoc/>
    public double? AverageConvexity => problem.AverageConvexity;

    /// <inheritdoc/>
    public double? AverageSmoothness => problem.AverageSmoothness;

    /// <inheritdoc/>
    public IRegulariser Regulariser => problem.Regulariser;

    /// <inheritdoc/>
    public ProblemSolution? Solution => problem.Solution;

    /// <inheritdoc/>
    public ILocalFunction Local(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, locals.Length);
        return locals[node];
    }

    /// <summary>The number of the next gradient of a node: how many it has given.</summary>
    /// <param name="node">i, 0 to n - 1.</param>
    public long NextEvent(int node) => ((NoisyFunction)Local(node)).Next;

    /// <summary>Goes on at another gradient number, as a run that is resumed does.</summary>
    /// <param name="node">i, 0 to n - 1.</param>
    /// <param name="next">The number of the next gradient, 0 or more; numbers repeat after 2^32.</param>
    public void Resume(int node, long next)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(next);
        ((NoisyFunction)Local(node)).Next = next;
    }

    private sealed class NoisyFunction(ILocalFunction function, double standardDeviation, ulong seed, int node) : ILocalFunction
    {
        private const int Block = 256;

        public long Next { get; set; }

        public int Dimension => function.Dimension;

        public int SampleCount => function.SampleCount;

        public double Smoothness => function.Smoothness;

        public double StrongConvexity => function.StrongConvexity;

        public IConjugate? Conjugate => function.Conjugate;

        public double Value(ReadOnlySpan<double> point) => function.Value(point);

        public void Gradient(ReadOnlySpan<double> point, Span<double> gradient)
        {
            function.Gradient(point, gradient);
            AddNoise(gradient);
        }

        public void Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient)
        {
            function.Gradient(point, samples, gradient);
            AddNoise(gradient);
        }

        private void AddNoise(Span<double> gradient)
        {
            var stream = new RandomStream(seed, RandomPurpose.Noise, node, unchecked((int)Next));
            Next++;
            Span<double> noise = stackalloc double[Block];
            for (int start = 0; start < gradient.Length; start += Block)
            {
                Span<double> part = gradient[start..Math.Min(start + Block, gradient.Length)];
                stream.FillNormal(noise[..part.Length], 0, standardDeviation);
                VectorKernels.Add(part, noise[..part.Length], part);
            }
        }
    }
}
