using Starling.Algorithms.Options;

namespace Starling.Algorithms.Attacks;

/// <summary>All attacks.</summary>
public static class AttackTable
{
    /// <summary>The attacks by name.</summary>
    public static readonly PartTable<AttackOptions> All = new(
        new PartEntry("none", typeof(NoAttackOptions), "No attack: declared Byzantine, but honest"),
        new PartEntry("sign-flip", typeof(SignFlipAttackOptions), "The honest mean, or the own update, with the opposite sign"),
        new PartEntry("gaussian", typeof(GaussianAttackOptions), "Normal noise in the place of the update"),
        new PartEntry("uniform", typeof(UniformAttackOptions), "A uniformly random gradient, every coordinate in [0, 1)"),
        new PartEntry("alie", typeof(AlieAttackOptions), "A little is enough: within the deviation of the honest updates"),
        new PartEntry("alie-optimized", typeof(AlieOptimizedAttackOptions), "A little is enough with the worst factor for the rule"),
        new PartEntry("ipm", typeof(IpmAttackOptions), "Inner product manipulation: against the honest mean"),
        new PartEntry("ipm-optimized", typeof(IpmOptimizedAttackOptions), "Inner product manipulation with the worst factor for the rule"),
        new PartEntry("mimic", typeof(MimicAttackOptions), "All copy one honest worker"),
        new PartEntry("min-max", typeof(MinMaxAttackOptions), "As far as the largest distance between honest updates allows"),
        new PartEntry("min-sum", typeof(MinSumAttackOptions), "As far as the least sum of distances between honest updates allows"),
        new PartEntry("label-flip", typeof(LabelFlipAttackOptions), "Trains on the labels C - 1 - y"),
        new PartEntry("augmentation", typeof(AugmentationAttackOptions), "Trains on images with moved pixels and strong noise"),
        new PartEntry("zero", typeof(ZeroAttackOptions), "Sends zeros"),
        new PartEntry("drop", typeof(DropAttackOptions), "Loses a random part of the coordinates"),
        new PartEntry("nan", typeof(NaNAttackOptions), "Sends NaN"),
        new PartEntry("inf", typeof(InfAttackOptions), "Sends infinity"),
        new PartEntry("stale", typeof(StaleAttackOptions), "Sends an earlier update again"),
        new PartEntry("duplicate", typeof(DuplicateAttackOptions), "Sends everything a second time with other contents"),
        new PartEntry("wrong-shape", typeof(WrongShapeAttackOptions), "Sends vectors of another length"));
}
