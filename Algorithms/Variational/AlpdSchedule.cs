using Starling.Algorithms.Problems.Games;

namespace Starling.Algorithms.Variational;

/// <summary>
/// The numbers of <see cref="Alpd{T}"/> at iteration t from 1: the weights w_1 = 1 and w_t = t/2 + a of the averages, theta_t = w_(t-1)/w_t with theta_1 = 0,
/// beta_t = (w_1 + ... + w_t)/w_t, eta_t = e/(t + 1) + e_0 and tau_t = s t + s_0. They belong together: mixed ones may be slow beyond use.
/// </summary>
public sealed record AlpdSchedule
{
    /// <summary>a.</summary>
    public required double WeightOffset { get; init; }

    /// <summary>e.</summary>
    public required double PrimalDecay { get; init; }

    /// <summary>e_0.</summary>
    public double PrimalFloor { get; init; }

    /// <summary>s.</summary>
    public required double DualSlope { get; init; }

    /// <summary>s_0.</summary>
    public double DualOffset { get; init; }

    /// <summary>Whether grad f is taken at xmd, between x and its average; else at x.</summary>
    public bool IsAccelerated { get; init; } = true;

    /// <summary>Whether the step of y takes g by its gradient; else by its prox.</summary>
    public bool IsLinearised { get; init; }

    /// <summary>The numbers of a variant.</summary>
    /// <param name="variant">Which.</param>
    /// <param name="structure">L_f, |A| and mu.</param>
    public static AlpdSchedule Of(AlpdVariant variant, PrimalDualStructure structure)
    {
        ArgumentNullException.ThrowIfNull(structure);
        double mu = structure.Convexity;
        double f = structure.Smoothness;
        double coupling = structure.Coupling * structure.Coupling / mu;
        return variant switch
        {
            AlpdVariant.Published => new() { WeightOffset = 0.5, PrimalDecay = (2 * f) + coupling, DualSlope = mu },
            AlpdVariant.Linearised => new()
            {
                WeightOffset = structure.LargestCurvature / mu,
                PrimalDecay = (2 * f) + coupling,
                DualSlope = mu,
                DualOffset = 2 * structure.LargestCurvature,
                IsLinearised = true,
            },
            AlpdVariant.Unaccelerated => new() { WeightOffset = 0.5, PrimalDecay = 2 * coupling, PrimalFloor = f, DualSlope = mu / 2, IsAccelerated = false },
            _ => new() { WeightOffset = 0.5, PrimalDecay = 2 * (f + coupling), DualSlope = mu / 2 },
        };
    }

    /// <summary>theta_t, by which A x is extrapolated.</summary>
    /// <param name="t">From 1.</param>
    public double Theta(int t) => t == 1 ? 0 : Weight(t - 1) / Weight(t);

    /// <summary>1/beta_t, the share of the newest point in the averages.</summary>
    /// <param name="t">From 1.</param>
    public double Share(int t)
    {
        double sum = 1 + ((((double)t * (t + 1)) - 2) / 4) + (WeightOffset * (t - 1));
        return Weight(t) / sum;
    }

    /// <summary>eta_t: large ones make small steps of x.</summary>
    /// <param name="t">From 1.</param>
    public double Eta(int t) => (PrimalDecay / (t + 1)) + PrimalFloor;

    /// <summary>tau_t: large ones make small steps of y.</summary>
    /// <param name="t">From 1.</param>
    public double Tau(int t) => (DualSlope * t) + DualOffset;

    private double Weight(int t) => t == 1 ? 1 : (t / 2.0) + WeightOffset;
}
