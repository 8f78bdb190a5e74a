using Starling.Algorithms.Data;

namespace Starling.Algorithms.Tests.Models;

/// <summary>The network as its definition has it, one number after the other: loss and gradient of one sample.</summary>
internal sealed class NaiveConvolutionalNetwork(ImageShape image, int[] channels, int kernel, int[] hidden, int classes, double[] parameters)
{
    /// <summary>Adds a sample's gradient with a weight; returns the sample's loss.</summary>
    public double AddGradient(ReadOnlySpan<double> pixels, int label, double weight, double[] gradient)
    {
        int used = 0;
        double loss = Convolution(0, pixels.ToArray(), image.Channels, image.Height, image.Width, label, ref used, weight, gradient, out _);
        return loss;
    }

    // Layer after layer by recursion: what comes back is the gradient with respect to the inputs.
    private double Convolution(
        int layer, double[] input, int inputs, int height, int width, int label, ref int used, double share, double[] gradient, out double[] below)
    {
        if (layer == channels.Length)
            return Dense(0, input, label, ref used, share, gradient, out below);

        int outputs = channels[layer];
        int weight = used;
        int bias = weight + (outputs * inputs * kernel * kernel);
        used = bias + outputs;
        int outHeight = (height - kernel + 1) / 2;
        int outWidth = (width - kernel + 1) / 2;
        double[] pooled = new double[outputs * outHeight * outWidth];
        (int Row, int Column)[] winners = new (int, int)[pooled.Length];
        for (int o = 0; o < outputs; o++)
        {
            for (int row = 0; row < outHeight; row++)
            {
                for (int column = 0; column < outWidth; column++)
                {
                    int cell = (((o * outHeight) + row) * outWidth) + column;
                    winners[cell] = (-1, -1);
                    for (int y = 2 * row; y < (2 * row) + 2; y++)
                    {
                        for (int x = 2 * column; x < (2 * column) + 2; x++)
                        {
                            double sum = parameters[bias + o];
                            for (int c = 0; c < inputs; c++)
                            {
                                for (int i = 0; i < kernel; i++)
                                {
                                    for (int j = 0; j < kernel; j++)
                                    {
                                        sum += parameters[weight + (((((o * inputs) + c) * kernel) + i) * kernel) + j]
                                            * input[(((c * height) + y + i) * width) + x + j];
                                    }
                                }
                            }

                            if (sum > pooled[cell])
                                (pooled[cell], winners[cell]) = (sum, (y, x));
                        }
                    }
                }
            }
        }

        double loss = Convolution(layer + 1, pooled, outputs, outHeight, outWidth, label, ref used, share, gradient, out double[] above);
        below = new double[input.Length];
        for (int cell = 0; cell < pooled.Length; cell++)
        {
            (int y, int x) = winners[cell];
            if (y < 0)
                continue;
            int o = cell / (outHeight * outWidth);
            gradient[bias + o] += share * above[cell];
            for (int c = 0; c < inputs; c++)
            {
                for (int i = 0; i < kernel; i++)
                {
                    for (int j = 0; j < kernel; j++)
                    {
                        int w = weight + (((((o * inputs) + c) * kernel) + i) * kernel) + j;
                        int pixel = (((c * height) + y + i) * width) + x + j;
                        gradient[w] += share * above[cell] * input[pixel];
                        below[pixel] += above[cell] * parameters[w];
                    }
                }
            }
        }

        return loss;
    }

    private double Dense(int layer, double[] input, int label, ref int used, double share, double[] gradient, out double[] below)
    {
        int outputs = layer < hidden.Length ? hidden[layer] : classes;
        int weight = used;
        int bias = weight + (input.Length * outputs);
        used = bias + outputs;
        double[] sums = parameters[bias..used];
        for (int i = 0; i < input.Length; i++)
        {
            for (int o = 0; o < outputs; o++)
                sums[o] += input[i] * parameters[weight + (i * outputs) + o];
        }

        double loss;
        double[] above;
        if (layer < hidden.Length)
        {
            loss = Dense(layer + 1, [.. sums.Select(sum => Math.Max(0, sum))], label, ref used, share, gradient, out above);
            for (int o = 0; o < outputs; o++)
                above[o] = sums[o] > 0 ? above[o] : 0;
        }
        else
        {
            double total = sums.Sum(Math.Exp);
            loss = Math.Log(total) - sums[label];
            above = [.. sums.Select((sum, o) => (Math.Exp(sum) / total) - (o == label ? 1 : 0))];
        }

        below = new double[input.Length];
        for (int o = 0; o < outputs; o++)
        {
            gradient[bias + o] += share * above[o];
            for (int i = 0; i < input.Length; i++)
            {
                gradient[weight + (i * outputs) + o] += share * above[o] * input[i];
                below[i] += above[o] * parameters[weight + (i * outputs) + o];
            }
        }

        return loss;
    }
}
