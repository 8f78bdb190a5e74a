using System.Globalization;

namespace Starling.Algorithms.Decentralized.Advice;

/// <summary>Which of DADAO and a tuned synchronous method needs less.</summary>
public enum AdviceVerdict
{
    /// <summary>The synchronous method needs clearly less of nothing.</summary>
    Dadao,

    /// <summary>The synchronous method needs clearly less of one thing, gradients or vectors sent, and clearly more of the other.</summary>
    Mixed,

    /// <summary>The synchronous method needs clearly less of one thing or both, and of neither clearly more.</summary>
    Synchronous,
}

/// <summary>
/// What a run of DADAO would have cost with another method. DADAO grows with sqrt(L/mu) and nobody waits in it; but where L/mu is moderate, or the
/// average of the functions is better conditioned than each, a tuned synchronous method needs less, and the user should know.
/// </summary>
/// <remarks>
/// Compared are gradients of a node and vectors sent, as <see cref="CostModel"/> predicts them: of EXTRA and gradient tracking at their best step, and of
/// ADOM+ with inner rounds. MSDA, whose gradients are of conjugates, is named beside them where there are conjugates, and has no part in the verdict.
/// </remarks>
public sealed record DecentralizedAdvice
{
    /// <summary>What counts as clearly less, and its inverse as clearly more: predictions are no better than that.</summary>
    private const double Clearly = 0.8;

    private DecentralizedAdvice()
    {
    }

    /// <summary>e, the relative squared distance to the solution that the costs are to.</summary>
    public required double Accuracy { get; init; }

    /// <summary>What DADAO needs, or took.</summary>
    public required MethodCost Dadao { get; init; }

    /// <summary>What the synchronous method needs that compares best.</summary>
    public required MethodCost Rival { get; init; }

    /// <summary>What MSDA needs; null where the problem has no conjugates.</summary>
    public MethodCost? Dual { get; init; }

    /// <summary>mu of the average over that of the functions, where it is known: 1 where the average is no better.</summary>
    public double AverageGain { get; init; } = 1;

    /// <summary>Which needs less.</summary>
    public AdviceVerdict Verdict => Judge(Dadao, Rival);

    /// <summary>Compares the methods.</summary>
    /// <param name="setting">The network; L and mu of the problem, both positive.</param>
    /// <param name="dadao">What DADAO needs, or took.</param>
    /// <param name="accuracy">e, above 0 and below a tenth.</param>
    /// <param name="averageConvexity">mu of the average of the functions; null where it is not known.</param>
    /// <param name="hasConjugates">Whether the functions have conjugates in closed form.</param>
    public static DecentralizedAdvice Of(DecentralizedSetting setting, MethodCost dadao, double accuracy, double? averageConvexity, bool hasConjugates)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(dadao);
        var model = new CostModel(setting, accuracy, averageConvexity);
        return new DecentralizedAdvice
        {
            Accuracy = accuracy,
            Dadao = dadao,
            Rival = BestAgainst(dadao, [model.Extra(), model.GradientTracking(), model.AdomPlus(multiConsensus: true)]),
            Dual = hasConjugates ? model.Msda() : null,
            AverageGain = averageConvexity / setting.StrongConvexity!.Value ?? 1,
        };
    }

    /// <summary>Compares two costs.</summary>
    public static AdviceVerdict Judge(MethodCost dadao, MethodCost rival)
    {
        ArgumentNullException.ThrowIfNull(dadao);
        ArgumentNullException.ThrowIfNull(rival);
        double gradients = rival.Gradients / dadao.Gradients;
        double vectors = rival.Vectors / dadao.Vectors;
        return Math.Min(gradients, vectors) > Clearly ? AdviceVerdict.Dadao
            : Math.Max(gradients, vectors) >= 1 / Clearly ? AdviceVerdict.Mixed
            : AdviceVerdict.Synchronous;
    }

    /// <summary>Of several costs the one whose gradients and vectors, multiplied, are least.</summary>
    internal static MethodCost BestAgainst(MethodCost dadao, IEnumerable<MethodCost> rivals) =>
        rivals.MinBy(rival => rival.Gradients / dadao.Gradients * (rival.Vectors / dadao.Vectors))!;

    /// <summary>The advice, for a person: a sentence or two, and one more for each of the average and conjugates where they matter.</summary>
    public override string ToString()
    {
        const string Waits = "waits for the slowest node in every round.";
        string own = Text($"to distance {Accuracy:0.#e-0} {(Dadao.IsMeasured ? "this run took" : "DADAO needs")} about {Round(Dadao.Gradients)} gradients a node and {Round(Dadao.Uses)} uses of edges");
        string step = Rival.Multiple is { } multiple ? Text($", at its best step of {multiple}/L,") : "";
        string other = Text($"{Rival.Method}{step} needs about {Pair(Rival)}{(Rival.VectorsPerUse > Dadao.VectorsPerUse ? " with twice the numbers" : "")}");
        (string less, string more) = Rival.Gradients < Dadao.Gradients ? ("gradients", "uses of edges") : ("uses of edges", "gradients");
        string text = Verdict switch
        {
            AdviceVerdict.Synchronous => $"A synchronous method would have been cheaper here: {own}; {other}. It {Waits}",
            AdviceVerdict.Mixed => $"A synchronous method would have saved {less} here and cost {more}: {own}; {other}. It {Waits}",
            _ => $"DADAO is a good choice here: {own}; {other}, and {Waits}",
        };
        if (AverageGain >= 2 && Verdict != AdviceVerdict.Dadao)
            text += $" The average of the functions is {Round(AverageGain)} times as strongly convex as each of them need be, which DADAO has little use for.";
        if (Dual is { } dual && Judge(Dadao, dual) != AdviceVerdict.Dadao)
            text += $" With gradients of conjugates, which this problem has, MSDA needs about {Pair(dual)}.";
        return text;
    }

    private static string Pair(MethodCost cost) => $"{Round(cost.Gradients)} and {Round(cost.Uses)}";

    // Two digits: more are not known.
    private static string Round(double value)
    {
        double unit = value < 10 ? 0.1 : Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        double rounded = Math.Round(value / unit) * unit;
        return rounded < 10 ? Text($"{rounded:0.#}") : rounded < 1e6 ? Text($"{rounded:n0}") : Text($"{rounded / 1e6:#,0.#} million");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
