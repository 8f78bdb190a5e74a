using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>
/// Krum and Multi-Krum: the score of a vector is the sum of its distances, to a power, to the k vectors nearest to it; the q vectors
/// with the smallest scores are averaged, q = 1 for Krum.
/// </summary>
/// <remarks>
/// Needs 2f &lt; n (with k = n - f - 2: 2f + 2 &lt; n). Robustness coefficient 6 (1 + a), a = f / (n - 2f), for k = n - f - 1 and the
/// power 2. Cost d n (n + 1) + n^2 log n. Source: Blanchard, El Mhamdi, Guerraoui, Stainer, "Machine Learning with Adversaries",
/// NeurIPS 2017; k = n - f - 1 as in ByzFL.
/// </remarks>
/// <param name="average">q; 0 for n - f.</param>
/// <param name="fewerNeighbours">Whether k is n - f - 2, as in the paper, and not n - f - 1.</param>
/// <param name="power">What distances are raised to: 1, 2 or 4.</param>
public sealed class Krum(int average, bool fewerNeighbours = false, int power = 2) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        double[] scores = new double[input.Count];
        Score(input.Products, input.Count - input.Byzantine - (fewerNeighbours ? 2 : 1), power, scores);
        int chosen = average == 0 ? input.Count - input.Byzantine : average;
        return Combination.MeanOf(input.Count, Ranking.Smallest(scores, chosen));
    }

    /// <summary>The scores.</summary>
    /// <param name="gram">The inner products.</param>
    /// <param name="neighbours">k, at least 1 and less than n.</param>
    /// <param name="power">1, 2 or 4.</param>
    /// <param name="scores">n numbers, overwritten.</param>
    internal static void Score(GramMatrix gram, int neighbours, int power, Span<double> scores)
    {
        double[] others = new double[gram.Count - 1];
        for (int i = 0; i < gram.Count; i++)
        {
            for (int j = 0, k = 0; j < gram.Count; j++)
            {
                if (j != i)
                    others[k++] = Raise(gram.SquaredDistance(i, j), power);
            }

            scores[i] = Ranking.SumOfSmallest(others, neighbours);
        }
    }

    private static double Raise(double square, int power) => power switch
    {
        1 => Math.Sqrt(square),
        2 => square,
        4 => square * square,
        _ => throw new ArgumentOutOfRangeException(nameof(power), power, "The power of a distance is 1, 2 or 4."),
    };
}
