using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// F(x, y) = s ((A + lambda I) x + B y, -B^T x + (C + mu I) y) + b: what a quadratic saddle function makes. A and C are symmetric, and left out where
/// they are 0. Arrays are kept, so that several may share them. Immutable.
/// </summary>
internal sealed class SaddleBlocks
{
    /// <summary>B, as many rows as x has numbers and as many columns as y has.</summary>
    public required double[] Coupling { get; init; }

    /// <summary>b, as many numbers as x and y have together.</summary>
    public required double[] Linear { get; init; }

    /// <summary>The length of x.</summary>
    public required int First { get; init; }

    /// <summary>A.</summary>
    public double[]? FirstBlock { get; init; }

    /// <summary>C.</summary>
    public double[]? SecondBlock { get; init; }

    /// <summary>lambda.</summary>
    public double FirstWeight { get; init; }

    /// <summary>mu.</summary>
    public double SecondWeight { get; init; }

    /// <summary>s.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The length of z.</summary>
    public int Dimension => Linear.Length;

    /// <summary>The length of y.</summary>
    public int Second => Linear.Length - First;

    /// <summary>Whether F is a coupling with one weight on both players: A = C = 0, lambda = mu, s = 1.</summary>
    public bool IsCoupling => FirstBlock is null && SecondBlock is null && FirstWeight == SecondWeight && Scale == 1;

    /// <summary>value += weight F(z).</summary>
    public void AddValue(double weight, ReadOnlySpan<double> point, Span<double> value)
    {
        ReadOnlySpan<double> x = point[..First];
        ReadOnlySpan<double> y = point[First..];
        Span<double> valueY = value[First..];
        VectorKernels.Axpy(weight, Linear, value);
        double scaled = weight * Scale;
        VectorKernels.Axpy(scaled * FirstWeight, x, value[..First]);
        VectorKernels.Axpy(scaled * SecondWeight, y, valueY);
        for (int i = 0; i < First; i++)
        {
            ReadOnlySpan<double> row = Coupling.AsSpan(i * Second, Second);
            value[i] += scaled * VectorKernels.Dot(row, y);
            VectorKernels.Axpy(-scaled * x[i], row, valueY);
        }

        AddProduct(scaled, FirstBlock, x, value[..First]);
        AddProduct(scaled, SecondBlock, y, valueY);
    }

    /// <summary>Adds weight K and weight b to dense numbers.</summary>
    public void AddTo(double weight, Span<double> matrix, Span<double> vector)
    {
        VectorKernels.Axpy(weight, Linear, vector);
        int n = Dimension;
        double scaled = weight * Scale;
        for (int i = 0; i < n; i++)
            matrix[(i * n) + i] += scaled * (i < First ? FirstWeight : SecondWeight);
        for (int i = 0; i < First; i++)
        {
            for (int j = 0; j < Second; j++)
            {
                double element = scaled * Coupling[(i * Second) + j];
                matrix[(i * n) + First + j] += element;
                matrix[((First + j) * n) + i] -= element;
            }

            if (FirstBlock is not null)
                VectorKernels.Axpy(scaled, FirstBlock.AsSpan(i * First, First), matrix.Slice(i * n, First));
        }

        for (int j = 0; SecondBlock is not null && j < Second; j++)
            VectorKernels.Axpy(scaled, SecondBlock.AsSpan(j * Second, Second), matrix.Slice(((First + j) * n) + First, Second));
    }

    /// <summary>The constants of F. Where A = C = 0 and lambda = mu they follow from the largest singular value of B.</summary>
    public OperatorConstants Constants()
    {
        if (IsCoupling)
        {
            double lambda = FirstWeight;
            double coupling = OperatorConstants.Norm(First, Second, Coupling);
            double square = (lambda * lambda) + (coupling * coupling);
            double cocoercivity = lambda > 0 ? square / lambda : square == 0 ? 0 : double.PositiveInfinity;
            return new OperatorConstants(Math.Sqrt(square), lambda, cocoercivity);
        }

        double[] matrix = new double[checked(Dimension * Dimension)];
        AddTo(1, matrix, new double[Dimension]);
        return OperatorConstants.Of(Dimension, matrix);
    }

    private static void AddProduct(double weight, double[]? symmetric, ReadOnlySpan<double> x, Span<double> value)
    {
        for (int i = 0; symmetric is not null && i < x.Length; i++)
            VectorKernels.Axpy(weight * x[i], symmetric.AsSpan(i * x.Length, x.Length), value);
    }
}
