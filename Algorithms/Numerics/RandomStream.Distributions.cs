namespace Starling.Algorithms.Numerics;

/// <content>Distributions other than the uniform and the normal.</content>
public partial struct RandomStream
{
    /// <summary>
    /// A Gamma(shape, 1) number. It underflows to 0 for tiny shapes; <see cref="NextLogGamma"/> does not.
    /// </summary>
    /// <param name="shape">The shape, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is not a positive finite number.</exception>
    public double NextGamma(double shape) => DeterministicMath.Exp(NextLogGamma(shape));

    /// <summary>
    /// The logarithm of a Gamma(shape, 1) number, by Marsaglia and Tsang, "A simple method for generating gamma variables"
    /// (2000). Below shape 1 it is log Gamma(shape + 1) + log(U)/shape.
    /// </summary>
    /// <param name="shape">The shape, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is not a positive finite number.</exception>
    public double NextLogGamma(double shape)
    {
        if (!(shape > 0 && double.IsFinite(shape)))
            throw new ArgumentOutOfRangeException(nameof(shape), shape, "The shape must be a positive finite number.");
        if (shape < 1)
        {
            double boosted = NextLogGamma(shape + 1);
            return boosted + (DeterministicMath.Log(NextOpenDouble()) / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal();
            double root = Math.FusedMultiplyAdd(c, x, 1);
            double u = NextOpenDouble();
            if (root <= 0)
                continue;

            double v = root * root * root;
            double logV = DeterministicMath.Log(v);
            if (DeterministicMath.Log(u) < (0.5 * x * x) + (d * (1 - v + logV)))
                return DeterministicMath.Log(d) + logV;
        }
    }

    /// <summary>A Dirichlet(alpha_1, ..., alpha_k) point: k non-negative numbers of sum 1.</summary>
    /// <param name="alpha">The k concentrations, positive.</param>
    /// <param name="destination">k numbers, overwritten.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A concentration is not a positive finite number.</exception>
    public void NextDirichlet(ReadOnlySpan<double> alpha, Span<double> destination)
    {
        SpanChecks.SameLength(alpha.Length, destination.Length, nameof(destination));
        for (int i = 0; i < alpha.Length; i++)
            destination[i] = NextLogGamma(alpha[i]);
        NormalizeLogarithms(destination);
    }

    /// <summary>
    /// A symmetric Dirichlet point: k non-negative numbers of sum 1, all concentrations equal. It is computed with
    /// logarithms, so that concentrations of 0.01 and less put the mass on few entries and never make 0/0.
    /// </summary>
    /// <param name="alpha">The concentration, positive.</param>
    /// <param name="destination">k numbers, overwritten.</param>
    /// <exception cref="ArgumentOutOfRangeException">The concentration is not a positive finite number.</exception>
    public void NextDirichlet(double alpha, Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = NextLogGamma(alpha);
        NormalizeLogarithms(destination);
    }

    /// <summary>A log-normal number: e^(mean + standardDeviation N(0,1)).</summary>
    /// <param name="mean">The mean of the logarithm.</param>
    /// <param name="standardDeviation">The standard deviation of the logarithm.</param>
    public double NextLogNormal(double mean, double standardDeviation) =>
        DeterministicMath.Exp(Math.FusedMultiplyAdd(standardDeviation, NextNormal(), mean));

    /// <summary>An exponential number of mean 1: the waiting time of a Poisson clock of rate 1.</summary>
    public double NextExponential() => -DeterministicMath.Log(NextOpenDouble());

    private static void NormalizeLogarithms(Span<double> logarithms)
    {
        double largest = double.NegativeInfinity;
        foreach (double logarithm in logarithms)
            largest = Math.Max(largest, logarithm);

        double sum = 0;
        for (int i = 0; i < logarithms.Length; i++)
        {
            logarithms[i] = DeterministicMath.Exp(logarithms[i] - largest);
            sum += logarithms[i];
        }

        for (int i = 0; i < logarithms.Length; i++)
            logarithms[i] /= sum;
    }
}
