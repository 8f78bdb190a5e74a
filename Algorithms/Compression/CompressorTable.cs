using Starling.Algorithms.Options;

namespace Starling.Algorithms.Compression;

/// <summary>All compressors.</summary>
public static class CompressorTable
{
    /// <summary>The compressors by name.</summary>
    public static readonly PartTable<CompressorOptions> All = new(
        new PartEntry("identity", typeof(IdentityOptions), "No compression: vectors travel as they are"),
        new PartEntry("rand-k", typeof(RandKOptions), "k random coordinates, D/k times as large; positions cost nothing"),
        new PartEntry("top-k", typeof(TopKOptions), "The k coordinates of largest absolute value"),
        new PartEntry("perm-k", typeof(PermKOptions), "Every worker sends another part of the coordinates, n times as large"),
        new PartEntry("natural", typeof(NaturalOptions), "Powers of two, rounded to at random: 9 bits a float"),
        new PartEntry("qsgd", typeof(QsgdOptions), "Random rounding to s levels of the norm"),
        new PartEntry("ternary", typeof(TernaryOptions), "Plus or minus the largest absolute value, or zero, at random: 1.6 bits a coordinate"),
        new PartEntry("sign", typeof(SignOptions), "The signs and the mean absolute value: a bit a coordinate"),
        new PartEntry("powersgd", typeof(PowerSgdOptions), "Matrices of rank r, from one step of subspace iteration"),
        new PartEntry("float16", typeof(Float16Options), "Rounding to 16 bits with 11 significant ones"),
        new PartEntry("bfloat16", typeof(BFloat16Options), "Rounding to 16 bits with 8 significant ones"));
}
