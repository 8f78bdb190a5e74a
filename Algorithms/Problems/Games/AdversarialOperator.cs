using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// F_m = (grad_G f, -grad_D f) of f(G, D) = mean_j [ln s(D(x_j)) + ln(1 - s(D(G(u_j))))] + (decay/2) (|theta_G|^2 - |theta_D|^2) with s the logistic function. A
/// datum is a point x_j with the noise u_j that is set against it. One thread at a time.
/// </summary>
internal sealed class AdversarialOperator : IOperator
{
    private readonly SmallNetwork generator;
    private readonly SmallNetwork discriminator;
    private readonly double[] real;
    private readonly double[] latent;
    private readonly int latentLength;
    private readonly double decay;
    private readonly double[] fake = new double[GanOptions.PointLength];
    private readonly double[] fakeSlopes = new double[GanOptions.PointLength];

    /// <summary>Makes the operator.</summary>
    /// <param name="hidden">The width of both networks.</param>
    /// <param name="latentLength">The length of u.</param>
    /// <param name="real">The points x_j, two numbers each.</param>
    /// <param name="latent">The u_j.</param>
    /// <param name="decay">The weight of the squares of the parameters.</param>
    public AdversarialOperator(int hidden, int latentLength, double[] real, double[] latent, double decay)
    {
        this.real = real;
        this.latent = latent;
        this.latentLength = latentLength;
        this.decay = decay;
        generator = new SmallNetwork(latentLength, hidden, GanOptions.PointLength);
        discriminator = new SmallNetwork(GanOptions.PointLength, hidden, 1);
    }

    /// <inheritdoc/>
    public int Dimension => generator.ParameterCount + discriminator.ParameterCount;

    /// <inheritdoc/>
    public int SampleCount => real.Length / GanOptions.PointLength;

    /// <summary>The number of parameters of the generator, which stand first.</summary>
    public int GeneratorLength => generator.ParameterCount;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> value)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        SpanChecks.SameLength(Dimension, value.Length, nameof(value));
        SpanChecks.Disjoint(point, value, nameof(value));
        VectorKernels.ScaledSum(decay, point, 0, point, value);
        ReadOnlySpan<double> g = point[..GeneratorLength];
        ReadOnlySpan<double> d = point[GeneratorLength..];
        Span<double> valueG = value[..GeneratorLength];
        Span<double> valueD = value[GeneratorLength..];
        int count = samples.IsEmpty ? SampleCount : samples.Length;
        Span<double> slope = stackalloc double[1];
        for (int position = 0; position < count; position++)
        {
            int j = samples.IsEmpty ? position : samples[position];

            // D makes f large, so that its part of F is that of -f.
            ReadOnlySpan<double> x = Real(j);
            slope[0] = -Logistic(-discriminator.Forward(d, x)[0]) / count;
            discriminator.Backward(d, x, slope, valueD, []);

            generator.Forward(g, Latent(j)).CopyTo(fake);
            slope[0] = Logistic(discriminator.Forward(d, fake)[0]) / count;
            discriminator.Backward(d, fake, slope, valueD, fakeSlopes);
            VectorKernels.Scale(-1, fakeSlopes);
            generator.Backward(g, Latent(j), fakeSlopes, valueG, []);
        }
    }

    /// <summary>f.</summary>
    public double Value(ReadOnlySpan<double> point)
    {
        ReadOnlySpan<double> g = point[..GeneratorLength];
        ReadOnlySpan<double> d = point[GeneratorLength..];
        double sum = 0;
        for (int j = 0; j < SampleCount; j++)
        {
            sum += DeterministicMath.Log(Logistic(discriminator.Forward(d, Real(j))[0]));
            generator.Forward(g, Latent(j)).CopyTo(fake);
            sum += DeterministicMath.Log(Logistic(-discriminator.Forward(d, fake)[0]));
        }

        return (sum / SampleCount) + (decay / 2 * (VectorKernels.SumOfSquares(g) - VectorKernels.SumOfSquares(d)));
    }

    /// <summary>Writes parameters of normal numbers, scaled by the width of their layers; biases are 0.</summary>
    public void Initialise(Span<double> point)
    {
        for (int p = 0; p < point.Length; p++)
            point[p] *= p < GeneratorLength ? generator.InitialDeviation(p) : discriminator.InitialDeviation(p - GeneratorLength);
    }

    private ReadOnlySpan<double> Real(int j) => real.AsSpan(j * GanOptions.PointLength, GanOptions.PointLength);

    private ReadOnlySpan<double> Latent(int j) => latent.AsSpan(j * latentLength, latentLength);

    private static double Logistic(double t) => 1 / (1 + DeterministicMath.Exp(-t));
}
