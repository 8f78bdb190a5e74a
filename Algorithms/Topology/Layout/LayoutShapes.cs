using System.Numerics;

namespace Starling.Algorithms.Topology.Layout;

/// <summary>The places of nodes in drawings of a fixed shape; any scale.</summary>
internal static class LayoutShapes
{
    /// <summary>Evenly around a circle, node 0 on top, clockwise.</summary>
    public static (double X, double Y)[] Circle(int n) => Circle(n, 0, 0, 1, -0.25);

    /// <summary>Rows of so many nodes, from the left and from the top.</summary>
    public static (double X, double Y)[] Grid(int n, int columns)
    {
        var points = new (double X, double Y)[n];
        for (int i = 0; i < n; i++)
            points[i] = (i % columns, i / columns);
        return points;
    }

    /// <summary>Node 0 in the middle, the others around it.</summary>
    public static (double X, double Y)[] Star(int n) => [(0, 0), .. Circle(n - 1)];

    /// <summary>Two circles side by side; the ends of the bridge face each other.</summary>
    public static (double X, double Y)[] Barbell(int n)
    {
        int half = n / 2;
        return [.. Circle(half, 0, 0, 1, 1.0 / half), .. Circle(half, 3.2, 0, 1, 0.5)];
    }

    /// <summary>A circle of small circles, each turned so that its first node looks back and its last one ahead.</summary>
    public static (double X, double Y)[] RingOfCircles(int n, int size)
    {
        int count = n / size;
        double around = 1.0 / count;
        double radius = 0.55 * Math.Sin(Math.PI * around);
        var points = new List<(double X, double Y)>(n);
        for (int k = 0; k < count; k++)
        {
            double turn = (k * around) - 0.25;
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * turn);

            // The gap between the last and the first node of a circle is turned away from the middle.
            points.AddRange(Circle(size, cosine, sine, radius, turn + (0.5 / size)));
        }

        return Mirrored(points, size, count);
    }

    /// <summary>Every bit of a node's number is a step in a direction of its own; the directions fan out over half a turn.</summary>
    public static (double X, double Y)[] Hypercube(int n)
    {
        int bits = BitOperations.Log2((uint)n);
        var points = new (double X, double Y)[n];
        for (int bit = 0; bit < bits; bit++)
        {
            (double sine, double cosine) = Math.SinCos(Math.PI * (bit + 0.5) / bits);

            // Steps of slightly different length, so that no two nodes fall on the same place.
            double step = 1 + (0.13 * bit);
            for (int node = 0; node < n; node++)
            {
                double side = ((node >> bit) & 1) == 0 ? -step : step;
                points[node] = (points[node].X + (side * cosine), points[node].Y - (side * sine));
            }
        }

        return points;
    }

    private static (double X, double Y)[] Circle(int n, double x, double y, double radius, double turn)
    {
        var points = new (double X, double Y)[n];
        for (int i = 0; i < n; i++)
        {
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * (turn + ((double)i / n)));
            points[i] = (x + (radius * cosine), y + (radius * sine));
        }

        return points;
    }

    // Within a circle the nodes run against the sense of the ring, so that the last one is nearest to the next circle.
    private static (double X, double Y)[] Mirrored(List<(double X, double Y)> points, int size, int count)
    {
        for (int k = 0; k < count; k++)
            points.Reverse(k * size, size);
        return [.. points];
    }
}
