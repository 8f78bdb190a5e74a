namespace Starling.Algorithms.Aggregation.Gram;

/// <summary>Vectors y_r = sum_i A_ri x_i made of n others: a matrix A of weights, m rows of n. A selection, a mean, a clipping are such.</summary>
public sealed class Mixing
{
    private readonly double[] weights;

    /// <summary>Takes a matrix.</summary>
    /// <param name="outputs">m.</param>
    /// <param name="inputs">n.</param>
    /// <param name="weights">m * n numbers, row by row; kept, not copied.</param>
    /// <exception cref="ArgumentException">Their number is not m * n.</exception>
    public Mixing(int outputs, int inputs, double[] weights)
    {
        if (weights.Length != outputs * inputs)
            throw new ArgumentException($"A mixing of {inputs} vectors into {outputs} has {outputs * inputs} weights, not {weights.Length}.", nameof(weights));

        Outputs = outputs;
        Inputs = inputs;
        this.weights = weights;
    }

    /// <summary>m.</summary>
    public int Outputs { get; }

    /// <summary>n.</summary>
    public int Inputs { get; }

    /// <summary>The weights, row by row.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>The weights of y_r.</summary>
    public ReadOnlySpan<double> Row(int r) => weights.AsSpan(r * Inputs, Inputs);

    /// <summary>One vector: sum_i a_i x_i.</summary>
    /// <param name="weights">a, n numbers.</param>
    public static Mixing Sum(ReadOnlySpan<double> weights) => new(1, weights.Length, weights.ToArray());

    /// <summary>The mean of some vectors.</summary>
    /// <param name="inputs">n.</param>
    /// <param name="chosen">Which.</param>
    public static Mixing MeanOf(int inputs, ReadOnlySpan<int> chosen)
    {
        double[] entries = new double[inputs];
        foreach (int i in chosen)
            entries[i] = 1.0 / chosen.Length;
        return new Mixing(1, inputs, entries);
    }

    /// <summary>Some of the vectors, as they are.</summary>
    /// <param name="inputs">n.</param>
    /// <param name="chosen">Which, in the order wanted.</param>
    public static Mixing Selection(int inputs, ReadOnlySpan<int> chosen)
    {
        double[] entries = new double[chosen.Length * inputs];
        for (int r = 0; r < chosen.Length; r++)
            entries[(r * inputs) + chosen[r]] = 1;
        return new Mixing(chosen.Length, inputs, entries);
    }

    /// <summary>Every vector times a number of its own.</summary>
    /// <param name="factors">n numbers.</param>
    public static Mixing Scaling(ReadOnlySpan<double> factors)
    {
        double[] entries = new double[factors.Length * factors.Length];
        for (int i = 0; i < factors.Length; i++)
            entries[(i * factors.Length) + i] = factors[i];
        return new Mixing(factors.Length, factors.Length, entries);
    }

    /// <summary>This mixing, and one more vector behind the others that stays as it is.</summary>
    public Mixing WithOneKept()
    {
        double[] more = new double[(Outputs + 1) * (Inputs + 1)];
        for (int r = 0; r < Outputs; r++)
            Row(r).CopyTo(more.AsSpan(r * (Inputs + 1)));
        more[^1] = 1;
        return new Mixing(Outputs + 1, Inputs + 1, more);
    }

    /// <summary>This mixing after another one: A = this * first.</summary>
    /// <param name="first">What made the vectors that this one mixes.</param>
    public Mixing After(Mixing first)
    {
        if (first.Outputs != Inputs)
            throw new ArgumentException($"A mixing of {Inputs} vectors does not fit the {first.Outputs} that come before it.", nameof(first));

        double[] product = new double[Outputs * first.Inputs];
        for (int r = 0; r < Outputs; r++)
        {
            Span<double> row = product.AsSpan(r * first.Inputs, first.Inputs);
            for (int k = 0; k < Inputs; k++)
            {
                double weight = Row(r)[k];
                if (weight == 0)
                    continue;

                ReadOnlySpan<double> source = first.Row(k);
                for (int i = 0; i < row.Length; i++)
                    row[i] += weight * source[i];
            }
        }

        return new Mixing(Outputs, first.Inputs, product);
    }
}
