using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>F_m(z) = K_m z + b_m with any matrix.</summary>
internal sealed class DenseOperator : AffineOperator
{
    private readonly double[] matrix;
    private readonly double[] vector;

    public DenseOperator(double[] matrix, double[] vector)
    {
        this.matrix = matrix;
        this.vector = vector;
        if (vector.Length == 0)
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, "An affine game needs a dimension of 1 or more.");
        if ((long)vector.Length * vector.Length != matrix.Length)
            throw new StarlingException(ErrorCatalog.DataMismatch,
                $"A matrix has {matrix.Length} numbers; with a vector of {vector.Length} it needs {(long)vector.Length * vector.Length}.");
        if (!VectorKernels.IsFinite<double>(matrix) || !VectorKernels.IsFinite<double>(vector))
            throw new StarlingException(ErrorCatalog.DataNotFinite, "Every number of an affine game must be finite.");
    }

    /// <inheritdoc/>
    public override int Dimension => vector.Length;

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> value)
    {
        Check(point, value);
        for (int i = 0; i < value.Length; i++)
            value[i] = vector[i] + VectorKernels.Dot(matrix.AsSpan(i * value.Length, value.Length), point);
    }

    /// <inheritdoc/>
    public override void AddTo(double weight, Span<double> sumMatrix, Span<double> sumVector)
    {
        VectorKernels.Axpy(weight, matrix, sumMatrix);
        VectorKernels.Axpy(weight, vector, sumVector);
    }
}
