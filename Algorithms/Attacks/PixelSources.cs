namespace Starling.Algorithms.Attacks;

/// <summary>Where the pixels of a moved image come from: a point between four pixels for every pixel.</summary>
internal static class PixelSources
{
    /// <summary>The Lotka-Volterra constants alpha, beta, delta and gamma.</summary>
    private const double Alpha = 2.0 / 3;
    private const double Beta = 4.0 / 3;
    private const double Delta = 1;
    private const double Gamma = 1;

    /// <summary>Steps of the flow in a unit of time.</summary>
    private const int StepsPerTime = 50;

    /// <summary>The flow runs over a square this wide: (gamma / delta, alpha / beta), about which it turns, lies inside.</summary>
    private const double Width = 2;

    /// <summary>The row and the column, in pixels, that every pixel is read from; empty where nothing moves.</summary>
    /// <param name="map">The map.</param>
    /// <param name="time">How long its flow runs.</param>
    /// <param name="featureCount">The pixels; no square number, no image.</param>
    public static (double Row, double Column)[] Of(PixelMap map, double time, int featureCount)
    {
        int side = (int)Math.Round(Math.Sqrt(featureCount));
        if (map == PixelMap.None || side * side != featureCount || side < 2)
            return [];

        return [.. Enumerable.Range(0, featureCount).Select(pixel => map == PixelMap.Cat
            ? Cat(pixel / side, pixel % side, side)
            : Flow(pixel / side, pixel % side, side, time))];
    }

    private static (double Row, double Column) Cat(int row, int column, int side) => ((row + column) % side, (row + (2 * column)) % side);

    /// <summary>dx = alpha x - beta x y, dy = delta x y - gamma y by the classical Runge-Kutta method, from the pixel on.</summary>
    private static (double Row, double Column) Flow(int row, int column, int side, double time)
    {
        double scale = Width / (side - 1);
        (double x, double y) = (column * scale, row * scale);
        int steps = (int)Math.Ceiling(time * StepsPerTime);
        double h = steps == 0 ? 0 : time / steps;
        for (int step = 0; step < steps; step++)
        {
            (double x1, double y1) = Change(x, y);
            (double x2, double y2) = Change(x + (h / 2 * x1), y + (h / 2 * y1));
            (double x3, double y3) = Change(x + (h / 2 * x2), y + (h / 2 * y2));
            (double x4, double y4) = Change(x + (h * x3), y + (h * y3));
            x += h / 6 * (x1 + (2 * x2) + (2 * x3) + x4);
            y += h / 6 * (y1 + (2 * y2) + (2 * y3) + y4);
        }

        return (Math.Clamp(y / scale, 0, side - 1), Math.Clamp(x / scale, 0, side - 1));
    }

    private static (double X, double Y) Change(double x, double y) => ((Alpha * x) - (Beta * x * y), (Delta * x * y) - (Gamma * y));
}
