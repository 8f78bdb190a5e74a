using System.Globalization;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized;

/// <summary>Numbers as they were recorded, compared to the digits that they have.</summary>
internal static class Recorded
{
    public static void Equal(string recorded, double actual)
    {
        string[] parts = recorded.Split('e');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        double unit = Parse(string.Create(CultureInfo.InvariantCulture, $"1e{-decimals + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0)}"));
        double value = Parse(recorded);
        Assert.InRange(actual, value - (0.5001 * unit), value + (0.5001 * unit));
    }

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
