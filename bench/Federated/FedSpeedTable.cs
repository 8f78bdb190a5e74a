using System.Diagnostics;
using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;

namespace Starling.Bench.Federated;

/// <summary>The convex benchmark of FedSpeed, method by method, beside recorded values.</summary>
public static class FedSpeedTable
{
    private const string Never = "never";

    /// <summary>Runs every method for 200 rounds and prints three tables.</summary>
    /// <param name="args"><c>--data DIR</c>: a folder of data sets.</param>
    /// <returns>0, or 2 for arguments that make no sense or data that are not there.</returns>
    public static int Run(string[] args)
    {
        string? directory = null;
        if (args is ["--data", string path])
            directory = path;
        else if (args.Length > 0)
        {
            Console.Error.WriteLine($"convex: unknown arguments {string.Join(' ', args)}; use --data DIR or nothing.");
            return 2;
        }

        try
        {
            Print(new ConvexBenchmark(new DataLocator(directory)));
            return 0;
        }
        catch (StarlingException error)
        {
            Console.Error.WriteLine($"convex: {error.Message}");
            return 2;
        }
    }

    private static void Print(ConvexBenchmark benchmark)
    {
        var watch = Stopwatch.StartNew();
        ConvexResult[] results = ConvexRow.Measure(benchmark, ConvexRow.All);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"optdigits, softmax regression, 10 clients, K = 20, eta = 0.5, double; f* = {ConvexBenchmark.Optimum}; {watch.Elapsed.TotalSeconds:0.0} s"));

        Heading("rounds to f - f* <= 1e-1, 1e-2, 1e-4 (within 200)", "measured", "recorded");
        Rows(results, (row, result) => [Join(result.Rounds), Join(row.Rounds)]);

        Heading("f - f* after 10, 50, 200 rounds", "measured", "recorded", "relative difference after 10 rounds");
        Rows(results, (row, result) =>
        [
            string.Join(" / ", result.Gaps.Select(gap => gap.ToString("0.000000000000000e+0", CultureInfo.InvariantCulture))),
            string.Join(" / ", row.Gaps),
            ((result.Gaps[0] / ConvexRow.Parse(row.Gaps[0])) - 1).ToString("0.0e+0", CultureInfo.InvariantCulture),
        ]);

        Heading("accuracy after 10, 50, 200 rounds, %", "measured", "recorded");
        Rows(results, (row, result) =>
        [
            string.Join(" / ", result.Accuracies.Select(accuracy => (100 * accuracy).ToString("0.00", CultureInfo.InvariantCulture))),
            string.Join(" / ", row.Accuracies),
        ]);
    }

    private static void Heading(string title, params ReadOnlySpan<string> columns)
    {
        Console.WriteLine();
        Console.WriteLine($"{title}:");
        Console.WriteLine();
        Console.WriteLine($"| method | {string.Join(" | ", columns)} |");
        Console.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", columns.Length))}");
    }

    private static void Rows(ConvexResult[] results, Func<ConvexRow, ConvexResult, string[]> cells)
    {
        foreach ((ConvexRow row, ConvexResult result) in ConvexRow.All.Zip(results))
            Console.WriteLine($"| {row.Name} | {string.Join(" | ", cells(row, result))} |");
    }

    private static string Join(int?[] rounds) =>
        string.Join(" / ", rounds.Select(round => round?.ToString(CultureInfo.InvariantCulture) ?? Never));
}
