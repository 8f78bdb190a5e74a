using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public sealed class TripleKernelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(101)]
    public void AllRegisterWidthsHaveTheBitsOfTheFormula(int length)
    {
        double[] x = Numbers(length, 1);
        double[] y = Numbers(length, 2);
        double[] z = Numbers(length, 3);
        double[] product = [.. x.Select((value, i) => (value - y[i]) * z[i])];
        double[] quotient = [.. x.Select((value, i) => (value / z[i]) + y[i])];

        CheckAll<DifferenceProductOperation>(product, x, y, z);
        CheckAll<QuotientSumOperation>(quotient, x, y, z);
    }

    [Fact]
    public void LengthsMustAgree() => Assert.Throws<ArgumentException>(
        () => TripleKernel<DifferenceProductOperation>.Run<double>(new double[3], new double[2], new double[3], new double[3]));

    private static void CheckAll<TOperation>(double[] expected, double[] x, double[] y, double[] z)
        where TOperation : ITripleOperation
    {
        double[] actual = new double[expected.Length];
        TripleKernel<TOperation>.Run<double>(x, y, z, actual);
        Assert.Equal(expected, actual);
        Check<TOperation, Lanes512<double>, Vector512<double>>(expected, x, y, z);
        Check<TOperation, Lanes256<double>, Vector256<double>>(expected, x, y, z);
        Check<TOperation, Lanes128<double>, Vector128<double>>(expected, x, y, z);
        Check<TOperation, ScalarLanes<double>, double>(expected, x, y, z);
    }

    private static void Check<TOperation, TLanes, TVector>(double[] expected, double[] x, double[] y, double[] z)
        where TOperation : ITripleOperation
        where TLanes : ILanes<TVector, double>
        where TVector : struct
    {
        double[] actual = new double[expected.Length];
        int done = TripleKernel<TOperation>.Run<TLanes, TVector, double>(x, y, z, actual, 0);
        Assert.Equal(expected[..done], actual[..done]);
        Assert.True(expected.Length - done < TLanes.Count);
    }

    private static double[] Numbers(int length, ulong seed)
    {
        double[] numbers = new double[length];
        var stream = new RandomStream(seed, RandomPurpose.Noise);
        stream.FillNormal<double>(numbers);
        return numbers;
    }
}
