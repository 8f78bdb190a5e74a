using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Attacks;

/// <summary>
/// One vector for all Byzantine workers of a round, y = sum_i w_i h_i + <see cref="Deviation"/> sigma + <see cref="Sign"/> sign(mu) over the q
/// honest updates h_i in worker order; mu is their mean and sigma their standard deviation, coordinate by coordinate. Some q + 2 numbers,
/// whatever the length of the vectors: all that a shard has to be told.
/// </summary>
public sealed record Forgery
{
    /// <summary>w, q numbers.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>The factor of sigma.</summary>
    public double Deviation { get; init; }

    /// <summary>The factor of sign(mu), which is -1, 0 or 1 in every coordinate.</summary>
    public double Sign { get; init; }

    /// <summary>Whether sigma^2 is the sum of squares over q - 1, and not over q.</summary>
    public bool Bessel { get; init; } = true;

    /// <summary>factor * mu.</summary>
    /// <param name="honest">q, at least 1.</param>
    /// <param name="factor">The factor.</param>
    public static Forgery Mean(int honest, double factor = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(honest, 1);
        double[] weights = new double[honest];
        Array.Fill(weights, factor / honest);
        return new Forgery { Weights = weights };
    }

    /// <summary>The updates of a round as mixtures of the q honest ones, sigma and sign(mu): this forgery where the worker is Byzantine.</summary>
    /// <param name="byzantine">For every update of the round, in worker order, whether it is forged; q are not.</param>
    public Mixing Among(IReadOnlyList<bool> byzantine)
    {
        int width = Weights.Count + 2;
        double[] entries = new double[byzantine.Count * width];
        int honest = 0;
        for (int i = 0; i < byzantine.Count; i++)
        {
            if (byzantine[i])
                Row().CopyTo(entries, i * width);
            else
                entries[(i * width) + honest++] = 1;
        }

        return honest == Weights.Count
            ? new Mixing(byzantine.Count, width, entries)
            : throw new ArgumentException($"A forgery of {Weights.Count} honest updates does not fit a round with {honest}.", nameof(byzantine));
    }

    /// <summary>The coefficients of h_1 to h_q, sigma and sign(mu).</summary>
    internal double[] Row() => [.. Weights, Deviation, Sign];
}
