using System.Globalization;

namespace Starling.Chaos.Faults;

/// <summary>
/// The faults that a silo of the chaos runner makes by itself, as shares of calls and of storage writes, from the environment
/// (<c>CHAOS_FAULTS=drop=0.01,double=0.01,...;SEED</c>).
/// </summary>
/// <param name="DropRequest">Calls that never reach their grain; the caller sees a timeout.</param>
/// <param name="DropAnswer">Calls whose answer is lost: done, and the caller sees a timeout.</param>
/// <param name="Double">Calls that are done twice.</param>
/// <param name="Delay">Calls that are held up for up to 200 ms.</param>
/// <param name="WriteFailsBefore">Storage writes that fail and did nothing.</param>
/// <param name="WriteFailsAfter">Storage writes that fail although they took effect.</param>
/// <param name="Seed">What is drawn.</param>
internal sealed record FaultPlan(
    double DropRequest, double DropAnswer, double Double, double Delay, double WriteFailsBefore, double WriteFailsAfter, int Seed)
{
    /// <summary>The variable of the environment.</summary>
    public const string Variable = "CHAOS_FAULTS";

    /// <summary>No faults.</summary>
    public static FaultPlan None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Whether there are any.</summary>
    public bool IsAny => DropRequest + DropAnswer + Double + Delay + WriteFailsBefore + WriteFailsAfter > 0;

    /// <summary>The plan as text.</summary>
    public override string ToString() => string.Join(',', Values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads the environment of this process.</summary>
    public static FaultPlan Read()
    {
        double[] values = [.. (Environment.GetEnvironmentVariable(Variable) ?? "0,0,0,0,0,0,0").Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
        return new FaultPlan(values[0], values[1], values[2], values[3], values[4], values[5], (int)values[6]);
    }

    private double[] Values => [DropRequest, DropAnswer, Double, Delay, WriteFailsBefore, WriteFailsAfter, Seed];
}
