using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public sealed class SpectrumEndsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(60)]
    public void TheEndsAreThoseOfJacobisMethod(int n)
    {
        double[] a = CholeskyFactorTests.PositiveDefinite(n, (ulong)n);
        for (int i = 0; i < n; i++)
            a[(i * n) + i] -= n;
        SymmetricEigen expected = SymmetricEigen.Of(n, a);

        var actual = SpectrumEnds.Of(n, a);

        Assert.Equal(expected.Values[0], actual.Largest, actual.Error);
        Assert.Equal(expected.Values[n - 1], actual.Smallest, actual.Error);
        Assert.InRange(actual.Error, 0, 1e-10 * expected.Values[0]);
    }

    [Fact]
    public void ThePathHasItsKnownSpectrum()
    {
        // The Laplacian of a path: 2 - 2 cos(pi k / n).
        const int N = 50;
        double[] a = new double[N * N];
        for (int i = 0; i + 1 < N; i++)
        {
            a[(i * N) + i]++;
            a[((i + 1) * N) + i + 1]++;
            a[(i * N) + i + 1] = a[((i + 1) * N) + i] = -1;
        }

        var spectrum = SpectrumEnds.Of(N, a);

        Assert.Equal(0, spectrum.Smallest, 1e-13);
        Assert.Equal(2 - (2 * Math.Cos(Math.PI * (N - 1) / N)), spectrum.Largest, 1e-13);
    }

    [Fact]
    public void DiagonalAndZeroMatricesAreExact()
    {
        var diagonal = SpectrumEnds.Of(3, [3, 0, 0, 0, -7, 0, 0, 0, 5]);
        Assert.Equal(-7, diagonal.Smallest, 1e-14);
        Assert.Equal(5, diagonal.Largest, 1e-14);

        var zero = SpectrumEnds.Of(2, [0, 0, 0, 0]);
        Assert.Equal(new SpectrumEnds(0, 0, 0), zero);
    }
}
