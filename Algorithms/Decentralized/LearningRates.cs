using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Decentralized;

/// <summary>Step sizes that are given, or follow from L.</summary>
internal static class LearningRates
{
    /// <summary>The step size as it was given, or a multiple of 1/L.</summary>
    /// <param name="given">eta; null for the multiple.</param>
    /// <param name="multiple">The multiple.</param>
    /// <param name="setting">L; not refused.</param>
    public static double Of(double? given, double multiple, DecentralizedSetting setting) =>
        given ?? (multiple / setting.Smoothness) ?? throw new ArgumentException("Neither a step size nor L is known.", nameof(setting));

    /// <summary>Refuses a run that has no step size.</summary>
    public static OptionIssue? Refuse(double? given, DecentralizedSetting setting) =>
        given is not null || setting.Smoothness > 0 ? null : new OptionIssue(ErrorCatalog.MissingField, "learningRate",
            "This is required: L of this problem is not known, so no step size follows from it.");
}
