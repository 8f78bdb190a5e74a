using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>The step sizes of <see cref="Alpd{T}"/>; L_f, |A| and mu are those of the problem.</summary>
public enum AlpdVariant
{
    /// <summary>
    /// tau_t = mu t/2, eta_t = 2 (L_f + |A|^2/mu)/(t + 1): after K iterations the gap over (x, y) is at most (2 (L_f + |A|^2/mu) |x - x_1|^2 + mu |y - y_1|^2)/(K (K + 3)).
    /// </summary>
    Safe,

    /// <summary>tau_t = mu t, eta_t = (2 L_f + |A|^2/mu)/(t + 1), as in published experiments: about half the gap there, without that bound.</summary>
    Published,

    /// <summary>As published, with g by its gradient, whose Lipschitz constant is L_g, mu where g has one weight: tau_t = mu t + 2 L_g and w_t = t/2 + L_g/mu from t = 2 on.</summary>
    Linearised,

    /// <summary>
    /// LPD, the method without acceleration: grad f at x_t, tau_t = mu t/2, eta_t = 2 |A|^2/(mu (t + 1)) + L_f. To compare with.
    /// </summary>
    Unaccelerated,

    /// <summary>
    /// The steps of <see cref="Safe"/>, each of x solved by <see cref="AlpdOptions.InnerSteps"/> inner steps with the coupling as it is: <see cref="InexactAlpd{T}"/>. For
    /// couplings that are not bilinear, L_xy in place of |A|.
    /// </summary>
    Inexact,
}

/// <summary><c>kind: alpd</c>: <see cref="Alpd{T}"/>, and <see cref="InexactAlpd{T}"/> with <c>variant: inexact</c>.</summary>
public sealed record AlpdOptions : VariationalOptions
{
    /// <summary>The step sizes.</summary>
    public AlpdVariant Variant { get; init; } = AlpdVariant.Safe;

    /// <summary>J, the inner steps of x in an iteration, a round each; of the inexact variant.</summary>
    [Range(1, 100_000)]
    public int InnerSteps { get; init; } = 3;

    /// <inheritdoc/>
    /// <exception cref="StarlingException">STAR0108: the problem has not got the form that the method is for.</exception>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting)
    {
        PrimalDualStructure structure = setting.PrimalDual ?? throw new StarlingException(ErrorCatalog.ImpossibleCombination,
            "algorithm.kind: alpd is for f(x) + <A x, y> - (mu/2) |y|^2 - <b, y> with mu above 0, as quadratic-penalty, robust-least-squares and bilinear with lambda above 0 are, or for quadratic-constraints; choose one of these or another method.");
        if (Variant == AlpdVariant.Inexact)
            return new InexactAlpd<T>(AlpdSchedule.Of(Variant, structure), structure, InnerSteps, setting.Set);
        if (!structure.IsBilinear)
        {
            throw new StarlingException(ErrorCatalog.ImpossibleCombination,
                "algorithm.variant: the coupling of this problem is not bilinear, and this variant is for <A x, y>; choose inexact.");
        }

        return new Alpd<T>(AlpdSchedule.Of(Variant, structure), structure.FirstLength, structure.Convexity, setting.Set, structure.Curvatures);
    }
}
