using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation;

/// <summary>
/// Momentum at the server before the rule: it sees y_i = share x_i + beta m, m its own result of the round before. Behind a rule that moves and
/// scales with the vectors it is the same as momentum behind the rule.
/// </summary>
/// <remarks>Source: the "server" placement of El Mhamdi, Guerraoui, Rouault, "Distributed Momentum for Byzantine-resilient SGD", ICLR 2021.</remarks>
/// <param name="rule">The rule.</param>
/// <param name="beta">beta.</param>
/// <param name="share">1 - damping.</param>
public sealed class MomentumBefore(IAggregationRule rule, double beta, double share) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => rule.NeedsGram;

    /// <inheritdoc/>
    public bool UsesPrevious => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        int n = input.Count;
        int outputs = rule.UsesPrevious ? n + 1 : n;
        double[] weights = new double[outputs * (n + 1)];
        for (int i = 0; i < n; i++)
        {
            weights[(i * (n + 1)) + i] = share;
            weights[(i * (n + 1)) + n] = beta;
        }

        if (rule.UsesPrevious)
            weights[^1] = 1;
        var mixing = new Mixing(outputs, n + 1, weights);
        return rule.Combine(input with { Gram = input.Gram?.Mixed(mixing) }).After(mixing);
    }
}
