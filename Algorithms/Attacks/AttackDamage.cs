using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Attacks;

/// <summary>
/// J, the damage of a forgery: ||F(updates with the forgery) - mu||, mu the mean of the honest updates. Of a rule that makes a combination of
/// the updates it is known from inner products alone; of one that joins coordinates, the shards have to be asked what the combination
/// makes of their slices.
/// </summary>
/// <param name="rule">F, with its pre-aggregations.</param>
/// <param name="round">What the rule is told of the round; its Gram matrix is not looked at.</param>
/// <param name="byzantine">For every update of the round, in worker order, whether it is forged.</param>
/// <param name="gram">
/// The inner products of the q honest updates, sigma, sign(mu) and, where the rule <see cref="IAggregationRule.UsesPrevious">uses it</see>, the
/// previous result; null where the rule needs none, and then <see cref="Of"/> is always null.
/// </param>
public sealed class AttackDamage(IAggregationRule rule, RuleInput round, IReadOnlyList<bool> byzantine, GramMatrix? gram)
{
    /// <summary>What the rule does with the n updates of the round, where the Byzantine workers send a forgery.</summary>
    public Combination Combine(Forgery forgery) => rule.Combine(round with { Gram = gram?.Mixed(Updates(forgery)) });

    /// <summary>J; null where the result is joined coordinate by coordinate, so that inner products do not tell.</summary>
    public double? Of(Forgery forgery)
    {
        Combination combination = Combine(forgery);
        if (gram is null || combination.Rule != CoordinateRule.Mean)
            return null;

        Mixing rows = combination.After(Updates(forgery)).Mixing!;
        double[] difference = new double[gram.Count];
        for (int r = 0; r < rows.Outputs; r++)
        {
            for (int i = 0; i < difference.Length; i++)
                difference[i] += rows.Row(r)[i] / rows.Outputs;
        }

        for (int i = 0; i < forgery.Weights.Count; i++)
            difference[i] -= 1.0 / forgery.Weights.Count;
        return gram.Mixed(Mixing.Sum(difference)).Norm(0);
    }

    private Mixing Updates(Forgery forgery)
    {
        Mixing updates = forgery.Among(byzantine);
        return rule.UsesPrevious ? updates.WithOneKept() : updates;
    }
}
