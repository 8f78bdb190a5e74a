using System.Globalization;
using Starling.Algorithms.Problems.Games;

namespace Starling.Bench.Variational;

/// <summary>
/// What methods for variational inequalities send until |z - z*| is 1e-6 of |z_0 - z*|: as encoded, message heads and all, and by values alone, 64 bits each, with
/// the indices of top-k. Megabits of one worker, means over seeds.
/// </summary>
/// <param name="runs">The game.</param>
/// <param name="seeds">Seeds 1 to this number, of methods that draw.</param>
internal sealed class TrafficTable(GameRuns runs, int seeds)
{
    private const double Target = 1e-6;
    private const double Mega = 1e-6;

    private double Lipschitz => runs.Work.Game.Constants.Lipschitz;

    private int Dimension => runs.Work.Game.Dimension;

    /// <summary>Prints the head of a table.</summary>
    /// <param name="title">The name of the game.</param>
    public void Head(string title)
    {
        GameConstants constants = runs.Work.Game.Constants;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{title}: M = {runs.Workers}, D = {Dimension}, L {constants.Lipschitz:0.000000}, Lt {constants.MeanLipschitz:0.000000}, mu {constants.StrongMonotonicity:0.######}\n"));
        Console.WriteLine("| method | iterations | recorded | rounds | evaluations | up | down | both | up, values | recorded | down, values | both |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    }

    /// <summary>A method that sends vectors as they are and draws nothing.</summary>
    /// <param name="name">Its name for a person.</param>
    /// <param name="kind">Its name in a job.</param>
    /// <param name="share">The step size, as a share of 1/L.</param>
    /// <param name="recorded">Recorded iterations.</param>
    /// <param name="recordedUp">Recorded bits up.</param>
    public void Dense(string name, string kind, double share, string recorded = "", string recordedUp = "") => Row(
        string.Create(CultureInfo.InvariantCulture, $"{name}, {share}/L"),
        string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "{{kind}}", "stepSize": {{share / Lipschitz:R}} }"""),
        "{}", 0, 0, 1, recorded, recordedUp);

    /// <summary>MASHA1 with rand-k.</summary>
    /// <param name="kept">k, up.</param>
    /// <param name="scale">c.</param>
    /// <param name="bothWays">Whether the server compresses as well.</param>
    /// <param name="recorded">Recorded iterations.</param>
    /// <param name="recordedUp">Recorded bits up.</param>
    public void RandK(int kept, double scale, bool bothWays, string recorded = "", string recordedUp = "") => Row(
        string.Create(CultureInfo.InvariantCulture, $"MASHA1 rand-{kept}{(bothWays ? " both ways" : "")}, c {scale}"),
        string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "masha1", "scale": {{scale}} }"""),
        Compression($$"""{ "kind": "rand-k", "k": {{kept}} }""", bothWays), 64.0 * kept, bothWays ? 64.0 * kept : 64.0 * Dimension, seeds, recorded, recordedUp);

    /// <summary>MASHA1 with perm-k.</summary>
    /// <param name="scale">c.</param>
    /// <param name="recorded">Recorded iterations.</param>
    /// <param name="recordedUp">Recorded bits up.</param>
    public void PermK(double scale, string recorded = "", string recordedUp = "") => Row(
        string.Create(CultureInfo.InvariantCulture, $"MASHA1 perm-k, c {scale}"),
        string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "masha1", "scale": {{scale}} }"""),
        Compression("""{ "kind": "perm-k" }""", false), 64.0 * Dimension / runs.Workers, 64.0 * Dimension, seeds, recorded, recordedUp);

    /// <summary>MASHA2 with top-k, anchors refreshed with probability k/D.</summary>
    /// <param name="kept">k.</param>
    /// <param name="scale">c.</param>
    /// <param name="bothWays">Whether the server compresses as well.</param>
    /// <param name="recorded">Recorded iterations.</param>
    /// <param name="recordedUp">Recorded bits up.</param>
    public void TopK(int kept, double scale, bool bothWays, string recorded = "", string recordedUp = "")
    {
        double bits = kept * (64 + Math.Ceiling(Math.Log2(Dimension)));
        Row(
            string.Create(CultureInfo.InvariantCulture, $"MASHA2 top-{kept}{(bothWays ? " both ways" : "")}, c {scale}"),
            string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "masha2", "scale": {{scale}}, "refresh": {{(double)kept / Dimension}} }"""),
            Compression($$"""{ "kind": "top-k", "k": {{kept}} }""", bothWays), bits, bothWays ? bits : 64.0 * Dimension, seeds, recorded, recordedUp);
    }

    /// <summary>A method that must fail: where it is after some rounds.</summary>
    /// <param name="name">Its name for a person.</param>
    /// <param name="algorithm">The algorithm, as JSON.</param>
    /// <param name="compression">The section, as JSON.</param>
    /// <param name="rounds">How many.</param>
    /// <param name="recorded">What was recorded.</param>
    public void Control(string name, string algorithm, string compression, int rounds, string recorded)
    {
        double distance = runs.Start(algorithm, compression).For(rounds).Distance;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {rounds} | {distance:0.0e+0} | {recorded} |"));
    }

    private static string Compression(string up, bool bothWays) => bothWays ? $$"""{ "up": {{up}}, "down": {{up}} }""" : $$"""{ "up": {{up}} }""";

    private void Row(string name, string algorithm, string compression, double up, double down, int count, string recorded, string recordedUp)
    {
        GameRun[] done = GameRuns.ForSeeds(count, seed =>
        {
            GameRun run = runs.Start(algorithm, compression, seed);
            return run.To(Target) ? run : throw new InvalidOperationException($"{name} does not reach {Target}.");
        });
        double dense = 64.0 * Dimension;
        double bitsUp = done.Average(run => (run.CompressedRounds * up) + ((run.Rounds - run.CompressedRounds) * dense)) * Mega;
        double bitsDown = done.Average(run => (run.CompressedRounds * down) + ((run.Rounds - run.CompressedRounds) * dense)) * Mega;
        double bytesUp = done.Average(run => run.BytesUp) * 8 * Mega;
        double bytesDown = done.Average(run => run.BytesDown) * 8 * Mega;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {done.Average(run => run.Iterations):0} | {recorded} | {done.Average(run => run.Rounds):0} | {done.Average(run => run.Evaluations):0} | {bytesUp:0.00} | {bytesDown:0.00} | {bytesUp + bytesDown:0.00} | {bitsUp:0.00} | {recordedUp} | {bitsDown:0.00} | {bitsUp + bitsDown:0.00} |"));
    }
}
