namespace Starling.Algorithms.Decentralized.Advice;

/// <summary>
/// By what factor a round of EXTRA or of gradient tracking shrinks the error, in the quadratic model: all nodes have one Hessian of curvatures h in
/// [low, L], so that the iteration falls apart into one of two numbers for every pair of an eigenvalue w of W and a curvature, whose characteristic
/// polynomial is rho^2 - p rho + q. With b = eta h
/// <code>
/// EXTRA              p = 1 + w - b    q = (1 + w)/2 - b
/// gradient tracking  p = 2 w - b      q = w^2 - b
/// </code>
/// and of the nodes' average, w = 1, only the root 1 - b counts. The factor is the largest modulus of a root: of the smallest and the largest w below
/// 1, which the others lie between, and of curvatures a grid apart.
/// </summary>
internal readonly struct StepContraction
{
    private const int Curvatures = 33;

    // What a person would try, times 1/L; the comparisons in the documentation try the same.
    internal static readonly double[] Multiples = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2];

    private readonly double smallest;
    private readonly double second;
    private readonly double lowest;
    private readonly Func<double, double, (double P, double Q)> polynomial;

    private StepContraction(double smallest, double second, double lowest, Func<double, double, (double P, double Q)> polynomial)
    {
        this.smallest = smallest;
        this.second = second;
        this.lowest = lowest;
        this.polynomial = polynomial;
    }

    /// <summary>Of EXTRA.</summary>
    /// <param name="ends">The smallest and the second largest eigenvalue of W.</param>
    /// <param name="lowest">The smallest curvature over L.</param>
    public static StepContraction OfExtra((double Smallest, double Second) ends, double lowest) =>
        new(ends.Smallest, ends.Second, lowest, (w, b) => (1 + w - b, ((1 + w) / 2) - b));

    /// <summary>Of gradient tracking; arguments as of <see cref="OfExtra"/>.</summary>
    public static StepContraction OfTracking((double Smallest, double Second) ends, double lowest) =>
        new(ends.Smallest, ends.Second, lowest, (w, b) => ((2 * w) - b, (w * w) - b));

    /// <summary>The factor of a step size, 1 or more where the error grows.</summary>
    /// <param name="multiple">eta L.</param>
    public double Of(double multiple)
    {
        double factor = 0;
        for (int k = 0; k < Curvatures; k++)
        {
            double b = multiple * Math.Pow(lowest, k / (Curvatures - 1.0));
            factor = Math.Max(factor, Math.Max(Math.Abs(1 - b), Math.Max(Root(smallest, b), Root(second, b))));
        }

        return factor;
    }

    /// <summary>The step size of <see cref="Multiples"/> with the smallest factor.</summary>
    public (double Multiple, double Factor) Best()
    {
        (double Multiple, double Factor) best = (Multiples[0], Of(Multiples[0]));
        foreach (double multiple in Multiples.AsSpan(1))
        {
            double factor = Of(multiple);
            if (factor < best.Factor)
                best = (multiple, factor);
        }

        return best;
    }

    private double Root(double w, double b)
    {
        (double p, double q) = polynomial(w, b);
        double discriminant = (p * p) - (4 * q);
        return discriminant < 0 ? Math.Sqrt(q) : (Math.Abs(p) + Math.Sqrt(discriminant)) / 2;
    }
}
