using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>
/// Minimum diameter averaging (MDA): the mean of those n - f vectors whose largest distance is the smallest; of several such sets the
/// first in lexicographic order.
/// </summary>
/// <remarks>
/// Needs 2f &lt; n. Robustness coefficient 8 f^2 / (n - f). Sets that share their farthest pair tie, which is not rare; then the order of the
/// vectors decides. Cost d n (n + 1), and a search that cuts every set as soon as a pair in it is no nearer than the best set's diameter. Source:
/// El Mhamdi, Guerraoui, Guirguis, Hoang, Rouault, "Genuinely Distributed Byzantine Machine Learning", PODC 2020.
/// </remarks>
public sealed class MinimumDiameter : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        var search = new Search(input.Products, input.Count - input.Byzantine);
        search.Extend(0, 0, 0);
        return Combination.MeanOf(input.Count, search.Best);
    }

    private sealed class Search(GramMatrix gram, int size)
    {
        private readonly int[] members = new int[size];
        private double diameter = double.PositiveInfinity;

        public int[] Best { get; } = new int[size];

        /// <summary>Adds members from a candidate on to the first <paramref name="chosen"/> ones.</summary>
        public void Extend(int candidate, int chosen, double widest)
        {
            if (chosen == size)
            {
                diameter = widest;
                members.CopyTo(Best, 0);
                return;
            }

            for (int i = candidate; i <= gram.Count - (size - chosen); i++)
            {
                double wider = widest;
                for (int j = 0; j < chosen && wider < diameter; j++)
                    wider = Math.Max(wider, gram.SquaredDistance(i, members[j]));
                if (wider >= diameter)
                    continue;

                members[chosen] = i;
                Extend(i + 1, chosen + 1, wider);
            }
        }
    }
}
