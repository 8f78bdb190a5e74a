using System.Numerics;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public class MatrixMultiplyTests
{
    // Every number of rows of a micro-kernel, every number of registers of a panel with and without a rest, the depths around
    // a block of k, and the shapes of the perceptron.
    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int>();
            for (int rows = 1; rows <= 13; rows++)
                shapes.Add(rows, 5, 33);
            for (int columns = 1; columns <= 130; columns++)
                shapes.Add(7, 3, columns);
            foreach (int inner in new[] { 0, 1, 2, 127, 128, 129, 256, 300 })
                shapes.Add(5, inner, 37);
            foreach ((int rows, int inner, int columns) in new[] { (50, 784, 200), (784, 50, 200), (50, 200, 10), (50, 10, 200), (0, 3, 4), (3, 4, 0), (13, 130, 256), (12, 5, 512), (256, 20, 256) })
                shapes.Add(rows, inner, columns);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void SinglesEqualTheScalarChain(int rows, int inner, int columns) => EqualsReference<float>(rows, inner, columns);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void DoublesEqualTheScalarChain(int rows, int inner, int columns) => EqualsReference<double>(rows, inner, columns);

    [Theory]
    [InlineData(5, 7, 9)]
    public void HalvesEqualTheScalarChain(int rows, int inner, int columns) => EqualsReference<Half>(rows, inner, columns);

    [Theory]
    [InlineData(13, 300, 200)]
    [InlineData(784, 50, 16)]
    [InlineData(6, 129, 31)]
    public void EveryRegisterWidthGivesTheSameBits(int rows, int inner, int columns)
    {
        WidthsAgree<float>(rows, inner, columns);
        WidthsAgree<double>(rows, inner, columns);
    }

    [Fact]
    public void NaNReachesItsRowAndColumnOnly()
    {
        float[] a = TestVectors.Normal<float>(20 * 30, 1);
        float[] b = TestVectors.Normal<float>(30 * 40, 2);
        float[] c = new float[20 * 40];
        a[(7 * 30) + 3] = float.NaN;

        MatrixMultiply.Multiply<float>(a, b, c, 20, 30, 40);

        for (int i = 0; i < c.Length; i++)
            Assert.Equal(i / 40 == 7, float.IsNaN(c[i]));
    }

    [Fact]
    public void WrongShapesAreRefused()
    {
        float[] six = new float[6];
        float[] nine = new float[9];
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply<float>(six, six, new float[8], 3, 2, 3));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply<float>(six, new float[5], nine, 3, 2, 3));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply<float>(new float[5], six, nine, 3, 2, 3));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.MultiplyTransposeA<float>(six, six, six, 3, 2, 3));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply<float>(nine, six, nine, 3, 3, 3));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply<float>(nine, new float[9], nine, 3, 3, 3));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Transpose<float>(nine, nine, 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixMultiply.Multiply<float>(six, six, six, -1, 2, 3));
        Assert.Throws<OverflowException>(() => MatrixMultiply.Multiply<float>(six, six, six, 1 << 20, 1 << 20, 1));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 16)]
    [InlineData(200, 10)]
    [InlineData(37, 53)]
    [InlineData(3, 130)]
    public void TransposeSwapsRowsAndColumns(int rows, int columns)
    {
        TransposeSwaps<float>(rows, columns);
        TransposeSwaps<double>(rows, columns);
        TransposeSwaps<Half>(rows, columns);
    }

    private static void TransposeSwaps<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] source = TestVectors.Normal<T>(rows * columns, 1);
        T[] transposed = new T[source.Length];
        MatrixMultiply.Transpose<T>(source, transposed, rows, columns);
        Assert.Equal(Transposed(source, rows, columns), transposed);
    }

    private static void EqualsReference<T>(int rows, int inner, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = TestVectors.Normal<T>(rows * inner, 1);
        T[] b = TestVectors.Normal<T>(inner * columns, 2);
        T[] start = TestVectors.Normal<T>(rows * columns, 3);
        T[] transposedA = Transposed(a, rows, inner);
        T[] transposedB = Transposed(b, inner, columns);
        foreach (bool accumulate in new[] { false, true })
        {
            T[] expected = accumulate ? [.. start] : new T[start.Length];
            Reference(a, b, expected, rows, inner, columns);

            T[] c = [.. start];
            MatrixMultiply.Multiply<T>(a, b, c, rows, inner, columns, accumulate);
            Assert.Equal(expected, c);

            c = [.. start];
            MatrixMultiply.MultiplyTransposeA<T>(transposedA, b, c, rows, inner, columns, accumulate);
            Assert.Equal(expected, c);

            c = [.. start];
            MatrixMultiply.MultiplyTransposeB<T>(a, transposedB, c, rows, inner, columns, accumulate);
            Assert.Equal(expected, c);
        }
    }

    private static void WidthsAgree<T>(int rows, int inner, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = TestVectors.Normal<T>(rows * inner, 1);
        T[] b = TestVectors.Normal<T>(inner * columns, 2);
        T[] expected = new T[rows * columns];
        Reference(a, b, expected, rows, inner, columns);

        T[][] results = [.. Enumerable.Range(0, 4).Select(_ => new T[rows * columns])];
        MatrixMultiply.Run<ScalarLanes<T>, T, T>(a, inner, 1, b, results[0], rows, inner, columns, accumulate: false);
        MatrixMultiply.Run<Lanes128<T>, Vector128<T>, T>(a, inner, 1, b, results[1], rows, inner, columns, accumulate: false);
        MatrixMultiply.Run<Lanes256<T>, Vector256<T>, T>(a, inner, 1, b, results[2], rows, inner, columns, accumulate: false);
        MatrixMultiply.Run<Lanes512<T>, Vector512<T>, T>(a, inner, 1, b, results[3], rows, inner, columns, accumulate: false);

        Assert.All(results, result => Assert.Equal(expected, result));
    }

    private static void Reference<T>(T[] a, T[] b, T[] c, int rows, int inner, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                for (int j = 0; j < columns; j++)
                    c[(i * columns) + j] = T.FusedMultiplyAdd(a[(i * inner) + k], b[(k * columns) + j], c[(i * columns) + j]);
            }
        }
    }

    private static T[] Transposed<T>(T[] source, int rows, int columns)
    {
        var result = new T[source.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                result[(j * rows) + i] = source[(i * columns) + j];
        }

        return result;
    }
}
