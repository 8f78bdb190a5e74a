using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Runs;

/// <summary>Where momentum is taken.</summary>
public enum MomentumPlace
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>
    /// At every worker, before it sends: m_i &lt;- beta m_i + (1 - damping) u_i, and m_i is sent. What robustness to Byzantine workers
    /// with stochastic gradients needs: it makes honest updates agree.
    /// </summary>
    Worker,

    /// <summary>At the server, before the rule: it sees (1 - damping) u_i + beta m, and m becomes its result.</summary>
    BeforeRule,

    /// <summary>At the server, behind the rule: m &lt;- beta m + (1 - damping) F(u).</summary>
    AfterRule,
}

/// <summary>
/// Momentum of the updates: <c>aggregation.momentum</c> of a job. An algorithm's own momentum is another thing and stays as it is.
/// </summary>
public sealed record MomentumSection : ICheckedOptions
{
    /// <summary>Where it is taken.</summary>
    public MomentumPlace At { get; init; } = MomentumPlace.None;

    /// <summary>beta, how much of the momentum stays from round to round.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta { get; init; } = 0.9;

    /// <summary>How much of the new update is left out; beta at workers and 0 at the server where it is not given.</summary>
    [Range(0, 1)]
    public double? Damping { get; init; }

    /// <summary>1 - damping.</summary>
    public double Share => 1 - (Damping ?? (At == MomentumPlace.Worker ? Beta : 0));

    /// <inheritdoc/>
    public IEnumerable<OptionIssue> Check()
    {
        if (At == MomentumPlace.None && Damping is not null)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "damping", "There is no momentum to damp; set at too: worker, before-rule or after-rule.");
    }
}
