namespace Starling.Algorithms.Compression;

/// <summary>
/// What is known of a compressor C on vectors of length D, whatever is in them. Unbiased, U(omega): E C(x) = x and
/// E|C(x) - x|^2 &lt;= omega |x|^2. Contractive, B(alpha): E|C(x) - x|^2 &lt;= (1 - alpha) |x|^2. Source: Beznosikov, Horvath, Richtarik, Safaryan,
/// "On Biased Compression for Distributed Learning", JMLR 2023. Rounding to T is not counted in either.
/// </summary>
public sealed record CompressorInfo
{
    /// <summary>Whether E C(x) = x.</summary>
    public bool IsUnbiased { get; init; }

    /// <summary>omega; infinity for a compressor that is not unbiased.</summary>
    public double Omega { get; init; } = double.PositiveInfinity;

    /// <summary>alpha in [0, 1]; 0 where no bound below |x|^2 is known. An unbiased compressor has max(0, 1 - omega).</summary>
    public double Alpha { get; init; }

    /// <summary>Whether it draws random numbers.</summary>
    public bool IsRandomised { get; init; }

    /// <summary>Whether all workers of a round must draw from the same stream.</summary>
    public bool NeedsCommonStream { get; init; }

    /// <summary>Whether it has a state from one round to the next.</summary>
    public bool IsStateful { get; init; }

    /// <summary>The bits of a message by the textbook's formula: a message has at most these, apart from headers and, in the mean, from 2 %.</summary>
    public double Bits { get; init; }

    /// <summary>Of a vector in parts that are compressed each by itself: the worst of every constant, and the sum of the bits.</summary>
    internal static CompressorInfo OfParts(IReadOnlyCollection<CompressorInfo> infos) => new CompressorInfo
        {
            IsUnbiased = infos.All(info => info.IsUnbiased),
            Omega = infos.Max(info => info.Omega),
            Alpha = infos.Min(info => info.Alpha),
            IsRandomised = infos.Any(info => info.IsRandomised),
            NeedsCommonStream = infos.Any(info => info.NeedsCommonStream),
            IsStateful = infos.Any(info => info.IsStateful),
            Bits = infos.Sum(info => info.Bits),
        };

    /// <summary>U(omega).</summary>
    internal static CompressorInfo Unbiased(double omega, double bits) =>
        new() { IsUnbiased = true, Omega = omega, Alpha = Math.Max(0, 1 - omega), IsRandomised = omega > 0, Bits = bits };

    /// <summary>B(alpha), without random numbers.</summary>
    internal static CompressorInfo Contractive(double alpha, double bits) => new() { Alpha = alpha, Bits = bits };
}
