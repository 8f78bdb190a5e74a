namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>
/// The rules that look at each coordinate alone: the median, the trimmed mean (drops f on either side), MeaMed and Phocas (the mean of the
/// n - f values nearest to the median or to the trimmed mean).
/// </summary>
/// <remarks>
/// Need 2f &lt; n. Robustness coefficients, a = f / (n - 2f): trimmed mean a, which is the least
/// that any rule has; median 4 (1 + a)^2; with k = 4 (1 + a)^2 (MeaMed) or k = a (Phocas), (sqrt(1 + k) + sqrt k)^2. Sources: Yin, Chen,
/// Ramchandran, Bartlett, "Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates", ICML 2018; Xie, Koyejo, Gupta, "Generalized
/// Byzantine-tolerant SGD", 2018, and "Phocas", 2018.
/// </remarks>
/// <param name="rule">Which.</param>
public sealed class CoordinateWise(CoordinateRule rule) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => false;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input) => new()
    {
        Rule = rule,
        Trim = rule is CoordinateRule.TrimmedMean or CoordinateRule.MeanAroundTrimmedMean ? input.Byzantine : 0,
        Keep = input.Count - input.Byzantine,
    };
}
