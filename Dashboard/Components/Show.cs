using System.Globalization;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Components;

/// <summary>Quantities and states as people read them, the same in every locale.</summary>
internal static class Show
{
    private static readonly string[] ByteUnits = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>What stands where nothing is known.</summary>
    public const string Nothing = "–";

    /// <summary><c>412 MB</c>; 1 kB is 1000 bytes.</summary>
    public static string Bytes(double bytes)
    {
        int unit = 0;
        while (bytes >= 999.5 && unit < ByteUnits.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        string format = unit == 0 || bytes >= 99.95 ? "0" : bytes >= 9.995 ? "0.0" : "0.00";
        return $"{bytes.ToString(format, CultureInfo.InvariantCulture)} {ByteUnits[unit]}";
    }

    /// <summary><c>0.8 s</c>, <c>42 s</c>, <c>3 min 12 s</c>, <c>2 h 05 min</c>, <c>3 d 04 h</c>.</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 9.95)
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, seconds):0.0} s");

        long whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{whole} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60:00} s"),
            < 86_400 => string.Create(CultureInfo.InvariantCulture, $"{whole / 3600} h {whole % 3600 / 60:00} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole / 86_400} d {whole % 86_400 / 3600:00} h"),
        };
    }

    /// <summary>A loss or a norm: <c>0.4312</c>, <c>12.31</c>, <c>1.2e-07</c>.</summary>
    public static string Number(double? value) => value switch
    {
        null => Nothing,
        { } number when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        { } number => number.ToString(
            Math.Abs(number) switch { 0 => "0", < 0.001 or >= 1_000_000 => "0.00e+00", < 10 => "0.0000", < 1000 => "0.00", _ => "0" },
            CultureInfo.InvariantCulture),
    };

    /// <summary>A share as a percentage: <c>87.12 %</c>.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.00} %");

    /// <summary>A count: <c>159,010</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 silo</c>, <c>3 silos</c>.</summary>
    public static string Plural(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary>How much in a second: three digits that matter.</summary>
    public static string Rate(double perSecond) => perSecond.ToString(perSecond switch { < 9.995 => "0.00", < 99.95 => "0.0", _ => "#,0" }, CultureInfo.InvariantCulture);

    /// <summary>A moment, <c>2026-03-01 14:05:09</c> UTC.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A moment as programs read it.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);

    /// <summary>How long ago: <c>just now</c>, <c>3 min ago</c>.</summary>
    public static string Ago(DateTimeOffset time, DateTimeOffset now) => (now - time).TotalSeconds switch
    {
        < 10 => "just now",
        < 60 and var seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s ago"),
        < 3600 and var seconds => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 60):0} min ago"),
        < 86_400 and var seconds => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 3600):0} h ago"),
        var seconds => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 86_400):0} d ago"),
    };

    /// <summary>A phase in a word.</summary>
    public static string Phase(JobPhase phase) => phase.ToString();

    /// <summary>A phase as a class of the style sheet.</summary>
    public static string PhaseClass(JobPhase phase) => phase.ToString().ToLowerInvariant();

    /// <summary>How far a job is, 0 to 1; null where rounds do not tell.</summary>
    public static double? Progress(int round, int planned) => planned > 0 ? Math.Clamp((double)round / planned, 0, 1) : null;

    /// <summary>A number for an attribute of SVG or CSS.</summary>
    public static string Css(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>An id as a part of an address.</summary>
    public static string Link(string jobId) => $"jobs/{Uri.EscapeDataString(jobId)}";
}
