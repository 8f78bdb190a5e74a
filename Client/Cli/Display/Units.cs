using System.Globalization;

namespace Starling.Cli.Display;

/// <summary>Quantities as people read them: three digits that matter, decimal units, the same in every locale.</summary>
internal static class Units
{
    private static readonly string[] ByteUnits = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary><c>412 MB</c>; 1 kB is 1000 bytes.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        // 999.5 would be printed as 1000.
        while (value >= 999.5 && unit < ByteUnits.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        string format = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00";
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {ByteUnits[unit]}";
    }

    /// <summary><c>0.8 s</c>, <c>42 s</c>, <c>3 min 12 s</c>, <c>2 h 05 min</c>, <c>3 d 04 h</c>.</summary>
    public static string Duration(TimeSpan duration)
    {
        double seconds = Math.Max(0.0, duration.TotalSeconds);
        if (seconds < 9.95)
            return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");

        long whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{whole} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60:00} s"),
            < 86_400 => string.Create(CultureInfo.InvariantCulture, $"{whole / 3600} h {whole % 3600 / 60:00} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole / 86_400} d {whole % 86_400 / 3600:00} h"),
        };
    }

    /// <summary><c>45 s</c> or <c>3 min</c>: no more precision than a guess has.</summary>
    public static string AboutDuration(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 10 => "a few seconds",
        < 55 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(duration.TotalSeconds / 5) * 5:0} s"),
        < 3570 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(duration.TotalMinutes)):0} min"),
        _ => Duration(TimeSpan.FromMinutes(Math.Round(duration.TotalMinutes))),
    };

    /// <summary>A loss or a norm: <c>0.4312</c>, <c>12.31</c>, <c>1.2e-07</c>.</summary>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        string format = size switch
        {
            0 => "0",
            < 0.001 or >= 1_000_000 => "0.00e+00",
            < 10 => "0.0000",
            < 1000 => "0.00",
            _ => "0",
        };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A share as a percentage: <c>87.12 %</c>.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.00} %");

    /// <summary>How much in a second, three digits that matter: <c>86.4</c>, <c>107,000</c>, <c>1.25 million</c>.</summary>
    public static string Rate(double perSecond)
    {
        if (perSecond >= 999_500)
            return string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e6:0.##} million");

        double unit = Math.Pow(10, Math.Max(-1, Math.Floor(Math.Log10(Math.Max(perSecond, 0.1))) - 2));
        return (Math.Round(perSecond / unit) * unit).ToString("#,0.#", CultureInfo.InvariantCulture);
    }

    /// <summary>A count with thin separation: <c>159,010</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
