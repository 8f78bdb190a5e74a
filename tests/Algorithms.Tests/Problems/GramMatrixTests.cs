using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

public sealed class GramMatrixTests
{
    [Theory]
    [InlineData(30, 8)]
    [InlineData(8, 30)]
    public void The_bounds_hold_the_eigenvalues_on_either_side(int samples, int dimension)
    {
        NodeSamples node = Random(samples, dimension, positive: false);
        var exact = SpectrumEnds.Of(dimension, GramMatrix.Of(node));

        (double lower, double upper) = GramMatrix.Bounds(node);

        Assert.InRange(upper, exact.Largest - exact.Error, exact.Largest + (2 * exact.Error) + 1e-10);
        Assert.InRange(lower, Math.Max(0, exact.Smallest - (2 * exact.Error)), Math.Max(0, exact.Smallest));
        Assert.Equal(samples < dimension, lower == 0);
    }

    [Theory]
    [InlineData(true, 1.0001)]
    [InlineData(false, 8.0)]
    public void The_bound_without_a_matrix_is_above_and_tight_where_no_feature_is_negative(bool positive, double factor)
    {
        NodeSamples node = Random(40, 8, positive);
        double largest = SpectrumEnds.Of(8, GramMatrix.Of(node)).Largest;
        Assert.InRange(GramMatrix.UpperBound(node), largest, factor * largest);
    }

    [Fact]
    public void Features_that_are_never_seen_do_not_spoil_the_bound()
    {
        var node = new NodeSamples(3, [1, 0, 0, 2, 0, 0], [1, 1]);
        Assert.Equal(5, GramMatrix.UpperBound(node), 1e-9);
        Assert.Equal(0, GramMatrix.UpperBound(new NodeSamples(2, [0, 0], [1])));
    }

    [Fact]
    public void Sparse_and_dense_rows_are_the_same_samples()
    {
        foreach (NodeSamples sparse in TestProblems.Sparse())
        {
            Assert.Equal(90, sparse.StoredCount);
            double[] rows = new double[30 * 40];
            for (int j = 0; j < 30; j++)
                sparse.CopyTo(rows.AsSpan(j * 40, 40), j);
            var dense = new NodeSamples(40, rows, sparse.Targets.ToArray());
            double[] x = TestProblems.Point(40);
            double[] one = new double[40];
            double[] other = new double[40];
            for (int j = 0; j < 30; j++)
            {
                Assert.Equal(dense.Dot(j, x), sparse.Dot(j, x), 1e-14);
                dense.AddTo(one, j, 0.3);
                sparse.AddTo(other, j, 0.3);
            }

            Assert.Equal(one, other);
            Assert.Equal(GramMatrix.Of(dense), GramMatrix.Of(sparse));
        }
    }

    [Fact]
    public void Rows_with_many_features_stay_dense()
    {
        var data = new DenseDataset<float>("dense", 2, 2, [1, 0], [1, 0, 3, 4]);
        NodeSamples node = NodeSamples.Of(data, [1, 0], [-1, 1]);
        Assert.Equal(4, node.StoredCount);
        Assert.Equal([-1, 1], node.Targets.ToArray());
        Assert.Equal(11, node.Dot(0, [1, 2]));
    }

    private static NodeSamples Random(int samples, int dimension, bool positive)
    {
        double[] features = TestProblems.Point(samples * dimension, 21);
        if (positive)
            features = Array.ConvertAll(features, Math.Abs);
        return new NodeSamples(dimension, features, new double[samples]);
    }
}
