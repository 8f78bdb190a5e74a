using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>
/// Bulyan: n - 2f vectors are chosen one by one, each the best by Krum among those that are left; then, coordinate by coordinate, the
/// mean of the n - 4f values of the chosen nearest to their median.
/// </summary>
/// <remarks>
/// Needs n &gt;= 4f + 3. Cost d n (n + 1) + O(n^3 log n) + d theta log theta, theta = n - 2f. Of vectors with the same score the one with the smaller sum
/// of squared distances to the others that are left comes first: with one neighbour, mutual nearest neighbours always tie. Source:
/// El Mhamdi, Guerraoui, Rouault, "The Hidden Vulnerability of Distributed Learning in Byzantium", ICML 2018.
/// </remarks>
public sealed class Bulyan : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        int f = input.Byzantine;
        int theta = input.Count - (2 * f);
        return new Combination
        {
            Mixing = Mixing.Selection(input.Count, Choose(input.Products, f, theta)),
            Rule = CoordinateRule.MeanAroundMedian,
            Keep = theta - (2 * f),
        };
    }

    /// <summary>The chosen vectors in the order of their choice.</summary>
    internal static int[] Choose(GramMatrix gram, int f, int theta)
    {
        List<int> left = [.. Enumerable.Range(0, gram.Count)];
        int[] chosen = new int[theta];
        double[] distances = new double[gram.Count];
        for (int step = 0; step < theta; step++)
        {
            int neighbours = Math.Max(1, left.Count - f - 2);
            (double Score, double Total) best = (double.PositiveInfinity, double.PositiveInfinity);
            int winner = -1;
            foreach (int i in left)
            {
                Span<double> others = distances.AsSpan(0, left.Count - 1);
                int k = 0;
                foreach (int j in left)
                {
                    if (j != i)
                        others[k++] = gram.SquaredDistance(i, j);
                }

                double score = Ranking.SumOfSmallest(others, Math.Min(neighbours, others.Length));
                double total = Ranking.SumOfSmallest(others, others.Length);
                if (winner < 0 || score < best.Score || (score == best.Score && total < best.Total))
                    (winner, best) = (i, (score, total));
            }

            chosen[step] = winner;
            left.Remove(winner);
        }

        return chosen;
    }
}
