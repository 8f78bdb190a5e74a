using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// A network of one hidden layer: out = W_2 tanh(W_1 in + b_1) + b_2. Its parameters stand in one span: W_1 row by row, b_1, W_2, b_2. It keeps what the way
/// back needs of one input at a time, so one thread may use it at a time.
/// </summary>
internal sealed class SmallNetwork(int inputs, int hidden, int outputs)
{
    private readonly double[] activations = new double[hidden];
    private readonly double[] result = new double[outputs];

    /// <summary>The number of parameters.</summary>
    public int ParameterCount => (hidden * (inputs + 1)) + (outputs * (hidden + 1));

    /// <summary>The standard deviation that parameter number p starts with: 1/sqrt(inputs of its layer), 0 for biases.</summary>
    public double InitialDeviation(int p)
    {
        int second = p - (hidden * (inputs + 1));
        return second < 0
            ? p < hidden * inputs ? 1 / Math.Sqrt(inputs) : 0
            : second < outputs * hidden ? 1 / Math.Sqrt(hidden) : 0;
    }

    /// <summary>The output of an input; valid until the next one.</summary>
    public ReadOnlySpan<double> Forward(ReadOnlySpan<double> parameters, ReadOnlySpan<double> input)
    {
        ReadOnlySpan<double> biases = parameters.Slice(hidden * inputs, hidden);
        for (int h = 0; h < hidden; h++)
            activations[h] = Tanh(biases[h] + Dot(parameters.Slice(h * inputs, inputs), input));
        ReadOnlySpan<double> second = parameters[(hidden * (inputs + 1))..];
        for (int o = 0; o < outputs; o++)
            result[o] = second[(outputs * hidden) + o] + Dot(second.Slice(o * hidden, hidden), activations);
        return result;
    }

    /// <summary>The way back of the last input.</summary>
    /// <param name="parameters">As in <see cref="Forward"/>.</param>
    /// <param name="input">As in <see cref="Forward"/>.</param>
    /// <param name="slopes">The derivatives of a loss by the outputs.</param>
    /// <param name="gradient">Those by the parameters are added; empty where they are not wanted.</param>
    /// <param name="inputSlopes">Those by the inputs, overwritten; empty where they are not wanted.</param>
    public void Backward(
        ReadOnlySpan<double> parameters, ReadOnlySpan<double> input, ReadOnlySpan<double> slopes, Span<double> gradient, Span<double> inputSlopes)
    {
        int offset = hidden * (inputs + 1);
        ReadOnlySpan<double> second = parameters[offset..];
        inputSlopes.Clear();
        for (int o = 0; o < outputs && !gradient.IsEmpty; o++)
        {
            VectorKernels.Axpy(slopes[o], activations, gradient.Slice(offset + (o * hidden), hidden));
            gradient[offset + (outputs * hidden) + o] += slopes[o];
        }

        for (int h = 0; h < hidden; h++)
        {
            double slope = 0;
            for (int o = 0; o < outputs; o++)
                slope += slopes[o] * second[(o * hidden) + h];
            slope *= 1 - (activations[h] * activations[h]);
            if (!gradient.IsEmpty)
            {
                VectorKernels.Axpy(slope, input, gradient.Slice(h * inputs, inputs));
                gradient[(hidden * inputs) + h] += slope;
            }

            if (!inputSlopes.IsEmpty)
                VectorKernels.Axpy(slope, parameters.Slice(h * inputs, inputs), inputSlopes);
        }
    }

    // Rows are short.
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
            sum = Math.FusedMultiplyAdd(x[k], y[k], sum);
        return sum;
    }

    private static double Tanh(double x)
    {
        double t = DeterministicMath.Exp(-2 * Math.Abs(x));
        return Math.CopySign((1 - t) / (1 + t), x);
    }
}
