using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

/// <summary>
/// The bits of constants, gradients, conjugates, proximal maps and solutions: the same on every machine and at every register width, and
/// part of what recorded jobs depend on.
/// </summary>
public sealed class ProblemBitsTests
{
    [Fact]
    public void Quadratics() => Check(
        "3c985bddac40042b",
        new QuadraticOptions { Dimension = 37, Centers = QuadraticCenters.Normal, Spectrum = QuadraticSpectrum.Rotated },
        new QuadraticOptions { Dimension = 100 });

    [Fact]
    public void Dense_quadratics() => Check(
        "08812f396b65ed03",
        new DenseQuadraticOptions { Dimension = 37 },
        new DenseQuadraticOptions { Generator = InstanceGenerator.Portable, InstanceSeed = 29 });

    [Fact]
    public void Least_squares() => Check(
        "3c60efddb6e5e26a",
        new LeastSquaresOptions { Dimension = 37, L1 = 3 },
        new LeastSquaresOptions { Dimension = 50, Samples = 20, L2 = 0.1 });

    [Fact]
    public void Logistic_regression() => Check(
        "0f4bacb47149837f",
        new LogisticOptions { Dimension = 45 },
        new LogisticOptions { L2 = 0.1, Separation = 5 });

    private static void Check(string expected, params ReadOnlySpan<ConvexProblemOptions> problems)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ConvexProblemOptions options in problems)
        {
            IDistributedProblem problem = options.Create(TestProblems.Context(5));
            double[] x = new double[problem.Dimension];
            for (int k = 0; k < x.Length; k++)
                x[k] = DeterministicMath.Cos(1000.0 * k);
            double[] result = new double[x.Length];
            for (int node = 0; node < problem.Nodes; node++)
            {
                problem.Local(node).Gradient(x, result);
                Append(result);
                problem.Local(node).Conjugate?.Gradient(x, result);
                Append(result);
                problem.Regulariser.Prox(0.1, result, result);
                Append(result);
                Append([problem.Local(node).Value(x), problem.SmoothnessOf(node)]);
            }

            Append(problem.Solution!.Point.Span);
            Append([problem.Smoothness, problem.StrongConvexity, problem.Solution.Value, problem.Solution.Residual]);
        }

        Assert.Equal(expected, Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);

        void Append(ReadOnlySpan<double> numbers) => hash.AppendData(MemoryMarshal.AsBytes(numbers));
    }
}
