using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Topology.Layout;

/// <summary>
/// Places whose distances are near to the numbers of edges between nodes: classical scaling to begin with, then a descent of the stress
/// sum over i &lt; j of (|x_i - x_j| - d_ij)^2 / d_ij^2, one node at a time.
/// </summary>
/// <remarks>Source: Gansner, Koren and North, "Graph drawing by stress majorization", 2004.</remarks>
internal static class StressLayout
{
    /// <summary>The most nodes that are placed by distances; more stand on a circle in the order of a search, since all pairs are compared.</summary>
    public const int MostNodes = 1500;

    private const int PowerSteps = 80;
    private const int Sweeps = 80;

    /// <summary>Places the nodes, at any scale.</summary>
    public static (double X, double Y)[] Of(Graph graph)
    {
        int n = graph.NodeCount;
        int[] queue = new int[n];
        int[] distances = new int[n];
        if (n > MostNodes)
            return SearchOrder(graph, distances, queue);

        double[] d = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            graph.Distances(i, distances, queue);
            for (int j = 0; j < n; j++)
                d[(i * n) + j] = distances[j] < 0 ? n : distances[j];
        }

        (double X, double Y)[] result = Scaling(n, d);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int i = 0; i < n; i++)
                result[i] = Settled(i, n, d, result);
        }

        return result;
    }

    // What the search does not reach stands behind the rest.
    private static (double X, double Y)[] SearchOrder(Graph graph, int[] distances, int[] queue)
    {
        int filled = graph.Distances(0, distances, queue);
        for (int node = 0; node < distances.Length; node++)
        {
            if (distances[node] < 0)
                queue[filled++] = node;
        }

        (double X, double Y)[] circle = LayoutShapes.Circle(distances.Length);
        var points = new (double X, double Y)[distances.Length];
        for (int place = 0; place < circle.Length; place++)
            points[queue[place]] = circle[place];
        return points;
    }

    private static (double X, double Y) Settled(int i, int n, double[] d, (double X, double Y)[] points)
    {
        double x = 0;
        double y = 0;
        double weights = 0;
        for (int j = 0; j < n; j++)
        {
            if (j == i)
                continue;
            double wanted = d[(i * n) + j];
            double weight = 1 / (wanted * wanted);
            double dx = points[i].X - points[j].X;
            double dy = points[i].Y - points[j].Y;
            double length = Math.Sqrt((dx * dx) + (dy * dy));
            double stretch = length > 1e-9 ? wanted / length : 0;
            x += weight * (points[j].X + (stretch * dx));
            y += weight * (points[j].Y + (stretch * dy));
            weights += weight;
        }

        return weights > 0 ? (x / weights, y / weights) : points[i];
    }

    // The two leading eigenvectors of -(1/2) J D^2 J, by power iteration.
    private static (double X, double Y)[] Scaling(int n, double[] d)
    {
        double[] b = new double[n * n];
        double[] means = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                means[i] += d[(i * n) + j] * d[(i * n) + j] / n;
            mean += means[i] / n;
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                b[(i * n) + j] = -0.5 * ((d[(i * n) + j] * d[(i * n) + j]) - means[i] - means[j] + mean);
        }

        double[] first = Leading(n, b, []);
        double[] second = Leading(n, b, first);
        var points = new (double X, double Y)[n];
        for (int i = 0; i < n; i++)
            points[i] = (first[i], second[i]);
        return points;
    }

    private static double[] Leading(int n, double[] b, double[] before)
    {
        double[] vector = new double[n];
        double[] image = new double[n];
        for (int i = 0; i < n; i++)
            vector[i] = (((i * 2654435761L) % 65536) / 65536.0) - 0.5 + (before.Length > 0 ? 0.001 * i : 0);
        double size = 1;
        for (int step = 0; step < PowerSteps; step++)
        {
            if (before.Length > 0)
                Remove(vector, before);
            size = Math.Sqrt(VectorKernels.SumOfSquares<double>(vector));
            if (!(size > 1e-12))
                break;
            VectorKernels.Scale(1 / size, vector);
            for (int i = 0; i < n; i++)
                image[i] = VectorKernels.Dot<double>(b.AsSpan(i * n, n), vector);
            (vector, image) = (image, vector);
        }

        // The image of a unit vector has the eigenvalue for length; coordinates have its root.
        size = Math.Sqrt(VectorKernels.SumOfSquares<double>(vector));
        if (size > 1e-12)
            VectorKernels.Scale(1 / Math.Sqrt(size), vector);
        return vector;
    }

    private static void Remove(double[] vector, double[] direction)
    {
        double square = VectorKernels.SumOfSquares<double>(direction);
        if (square > 0)
            VectorKernels.Axpy(-VectorKernels.Dot<double>(vector, direction) / square, direction, vector);
    }
}
