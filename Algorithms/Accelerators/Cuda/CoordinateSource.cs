using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Starling.Algorithms.Aggregation.Kernels;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>
/// The kernel of a coordinate rule: the processor's comparators and the processor's order of sums as straight lines, so that the values of a column
/// never leave the registers and the bits are the same.
/// </summary>
internal static class CoordinateSource
{
    /// <summary>The most values of a column: they must find registers.</summary>
    public const int MostValues = 64;

    /// <summary>The most weights of a mixing that is made in the same kernel.</summary>
    public const int MostWeights = 1024;

    private static readonly ConcurrentDictionary<(CoordinatePlan Plan, int Inputs, bool IsMixed, int ElementBytes), KernelSource> Sources = new();

    /// <summary>Whether there is such a kernel.</summary>
    /// <param name="inputs">n, the number of vectors.</param>
    /// <param name="outputs">m, the number of mixed vectors; n where they are taken as they are.</param>
    /// <param name="isMixed">Whether they are mixed.</param>
    public static bool Fits(int inputs, int outputs, bool isMixed) =>
        inputs <= MostValues && outputs <= MostValues && (!isMixed || inputs * outputs <= MostWeights);

    /// <summary>The source, which is made once.</summary>
    /// <param name="plan">The rule.</param>
    /// <param name="inputs">n.</param>
    /// <param name="isMixed">Whether a mixing comes first; its weights are a constant of the kernel.</param>
    /// <param name="elementBytes">4 for floats, 8 for doubles.</param>
    public static KernelSource Of(CoordinatePlan plan, int inputs, bool isMixed, int elementBytes) =>
        Sources.GetOrAdd((plan, inputs, isMixed, elementBytes), static key => Write(key.Plan, key.Inputs, key.IsMixed, key.ElementBytes));

    private static KernelSource Write(CoordinatePlan plan, int inputs, bool isMixed, int elementBytes)
    {
        string[] wires = new string[plan.Count];
        for (int r = 0; r < wires.Length; r++)
            wires[r] = $"s{r}";
        string network = Network(plan, wires);
        return KernelSource.With(
            "coordinate",
            elementBytes,
            new Dictionary<string, int> { ["INPUTS"] = inputs, ["OUTPUTS"] = plan.Count, ["MIXES"] = isMixed ? 1 : 0 },
            new Dictionary<string, string>
            {
                ["VALUES"] = Values(inputs, plan.Count, isMixed),
                ["NETWORK"] = network,
                ["JOIN"] = plan.Window is { } window ? Around(window, wires, elementBytes) : Mean("mean", "sum", "0.0", plan.Mean, plan.Mean, wires, elementBytes),
            });
    }

    private static string Values(int inputs, int outputs, bool isMixed)
    {
        var text = new StringBuilder();
        string name = isMixed ? "x" : "s";
        for (int i = 0; i < inputs; i++)
            text.Append(CultureInfo.InvariantCulture, $"    const REAL {name}{i} = at[{i} * stride];\n");
        for (int r = 0; isMixed && r < outputs; r++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    REAL s{r} = 0;\n");
            for (int i = 0; i < inputs; i++)
                text.Append(CultureInfo.InvariantCulture, $"    s{r} = fused(weights[{(r * inputs) + i}], x{i}, s{r});\n");
        }

        return text.ToString();
    }

    // A name is written once; a wire's name is where its value is after the last comparator that kept it.
    private static string Network(CoordinatePlan plan, string[] wires)
    {
        var text = new StringBuilder();
        int made = 0;
        foreach (Comparator comparator in plan.Comparators)
        {
            string a = wires[comparator.Low];
            string b = wires[comparator.High];
            if (comparator.KeepsLow)
                text.Append(CultureInfo.InvariantCulture, $"    const REAL {wires[comparator.Low] = $"v{made++}"} = lower({a}, {b});\n");
            if (comparator.KeepsHigh)
                text.Append(CultureInfo.InvariantCulture, $"    const REAL {wires[comparator.High] = $"v{made++}"} = upper({a}, {b});\n");
        }

        return text.ToString();
    }

    // The mean of some wires, of which the sum of the first ones may be there already.
    private static string Mean(string name, string sum, string first, ReadOnlySpan<int> added, ReadOnlySpan<int> all, string[] wires, int elementBytes)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"    double {sum} = {first};\n");
        foreach (int wire in added)
            text.Append(Add(sum, wires[wire]));
        text.Append(CultureInfo.InvariantCulture, $"    {name} = __dadd_rn({Quotient(sum, all.Length)}, 0.0);\n");

        // The sum of two doubles can leave their range, where the mean does not.
        if (elementBytes == sizeof(double) && all.Length == 2)
        {
            text.Append(CultureInfo.InvariantCulture, $"    if (fabs({name}) > 1.7976931348623157e308)\n");
            text.Append(CultureInfo.InvariantCulture, $"        {name} = __dadd_rn(__dmul_rn(0.5, {wires[all[0]]}), __dmul_rn(0.5, {wires[all[1]]}));\n");
        }

        return text.ToString();
    }

    private static string Around(NearestWindow window, string[] wires, int elementBytes)
    {
        var text = new StringBuilder("    double kept = 0.0;\n");
        foreach (int wire in window.CentreAlwaysKept)
            text.Append(Add("kept", wires[wire]));
        text.Append("    double centre;\n");
        text.Append(Mean("centre", "centre_sum", "kept", window.CentreAtEnds, window.Centre, wires, elementBytes));
        foreach (int wire in window.OthersAlwaysKept)
            text.Append(Add("kept", wires[wire]));
        text.Append("    bool is_tied = false;\n");
        for (int r = 0; r < Math.Min(window.Keep, window.Dropped); r++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    double value{r} = (double){wires[r]};\n");
            for (int k = r; k < window.Dropped; k += window.Keep)
            {
                text.Append(CultureInfo.InvariantCulture, $$"""
                        {
                            double low = (double){{wires[k]}}, high = (double){{wires[k + window.Keep]}};
                            double above = __dsub_rn(high, centre), below = __dsub_rn(centre, low);
                            value{{r}} = above < below ? high : value{{r}};
                            is_tied = is_tied || (above == below && high != low);
                        }

                    """);
            }

            text.Append(CultureInfo.InvariantCulture, $"    kept = __dadd_rn(kept, value{r});\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"    mean = {Quotient("kept", window.Keep)};\n");
        return text.Append(Untie(window, wires)).ToString();
    }

    // Where unequal values have the distance that decides, the lower worker does: NearestWindow.Untie.
    private static string Untie(NearestWindow window, string[] wires)
    {
        int count = window.Keep + window.Dropped;
        var text = new StringBuilder("    if (is_tied)\n    {\n        double distance = 0.0;\n");
        for (int k = 0; k < window.Dropped; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                        {
                            double low = (double){{wires[k]}}, high = (double){{wires[k + window.Keep]}};
                            if (__dsub_rn(high, centre) == __dsub_rn(centre, low) && high != low)
                                distance = __dsub_rn(centre, low);
                        }

                """);
        }

        text.Append(CultureInfo.InvariantCulture, $"        int left = {window.Keep};\n");
        for (int i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"        left -= fabs(__dsub_rn((double)s{i}, centre)) < distance ? 1 : 0;\n");
        text.Append("        double tied = 0.0;\n");
        for (int i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                        {
                            double away = fabs(__dsub_rn((double)s{{i}}, centre));
                            if (away < distance || (away == distance && left-- > 0))
                                tied = __dadd_rn(tied, (double)s{{i}});
                        }

                """);
        }

        return text.Append(CultureInfo.InvariantCulture, $"        mean = {Quotient("tied", window.Keep)};\n    }}\n").ToString();
    }

    private static string Add(string sum, string value) => $"    {sum} = __dadd_rn({sum}, (double){value});\n";

    // A division by a power of two is the multiplication by its inverse, which takes one operation.
    private static string Quotient(string sum, int count) => (count & (count - 1)) == 0
        ? string.Create(CultureInfo.InvariantCulture, $"__dmul_rn({sum}, {1.0 / count:F20})")
        : $"__ddiv_rn({sum}, {count}.0)";
}
