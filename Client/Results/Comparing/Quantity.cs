using System.Collections.Immutable;

namespace Starling.Client.Results.Comparing;

/// <summary>A line of the table of runs: one quantity, a value a run.</summary>
/// <param name="Key">Its name for programs.</param>
/// <param name="Title">Its name for a person.</param>
/// <param name="Unit">How it is read.</param>
/// <param name="Texts">A text a run; of <see cref="QuantityUnit.Text"/> and <see cref="QuantityUnit.Hash"/> alone.</param>
/// <param name="Numbers">A number a run; of the other units.</param>
/// <param name="Best">The runs with the best number: none where all are the same or only one run has one.</param>
public sealed record Quantity(
    string Key, string Title, QuantityUnit Unit, ImmutableArray<string?> Texts, ImmutableArray<double?> Numbers, ImmutableArray<int> Best)
{
    /// <summary>The table of some runs. Lines in which no run has anything are left out.</summary>
    internal static ImmutableArray<Quantity> Of(IReadOnlyList<ComparedRun> runs)
    {
        Quantity[] all =
        [
            Words("status", "Ended as", run => JobWords.Status(run.Result)),
            Words("algorithm", "Algorithm", run => JobWords.Kind(run.Result.Job, "algorithm")),
            Words("task", "Problem", run => JobWords.Task(run.Result.Job)),
            Count("workers", "Workers", run => run.Workers, marks: false),
            Words("compressionUp", "Compression up", run => JobWords.Compression(run.Result.Job, "up")),
            Words("compressionDown", "Compression down", run => JobWords.Compression(run.Result.Job, "down")),
            Count("rounds", "Rounds", run => run.Result.Totals.Rounds),
            Count("iterations", "Iterations", run => run.Last?.Iterations),
            Count("gradients", "Gradients", run => (double)run.Result.Totals.Gradients / run.Workers),
            Bytes("bytesUp", "Bytes up", run => run.Result.Totals.BytesUp),
            Bytes("bytesDown", "Bytes down", run => run.Result.Totals.BytesDown),
            Bytes("bytes", "Bytes, both ways", run => (double)run.Result.Totals.BytesUp + run.Result.Totals.BytesDown),
            Measured("seconds", "Time", QuantityUnit.Seconds, run => run.Result.Totals.Seconds),
            .. ComparedMetric.All.Select(metric => Measured(metric.Key, metric.Title, metric.Unit,
                run => run.Last is { } last ? metric.Of(last) : null, metric.HigherIsBetter)),
            Words("parametersSha256", "SHA-256", run => run.Result.ParametersSha256, QuantityUnit.Hash),
        ];
        return [.. all.Where(line => line.Texts.Any(text => text is not null) || line.Numbers.Any(number => number is not null))];

        Quantity Words(string key, string title, Func<ComparedRun, string?> of, QuantityUnit unit = QuantityUnit.Text) =>
            new(key, title, unit, [.. runs.Select(of)], [], []);
        Quantity Count(string key, string title, Func<ComparedRun, double?> of, bool marks = true) =>
            Measured(key, title, QuantityUnit.Count, of, marks: marks);
        Quantity Bytes(string key, string title, Func<ComparedRun, double> of) =>
            Measured(key, title, QuantityUnit.Bytes, run => of(run) / run.Workers);
        Quantity Measured(string key, string title, QuantityUnit unit, Func<ComparedRun, double?> of, bool higher = false, bool marks = true)
        {
            ImmutableArray<double?> numbers = [.. runs.Select(of)];
            return new(key, title, unit, [], numbers, marks ? BestOf(numbers, higher) : []);
        }
    }

    /// <summary>Who has the best of some numbers.</summary>
    internal static ImmutableArray<int> BestOf(IReadOnlyList<double?> numbers, bool higher = false)
    {
        double[] known = [.. numbers.Where(number => number is { } value && double.IsFinite(value)).Select(number => number!.Value)];
        if (known.Length < 2 || known.Min() == known.Max())
            return [];
        double best = higher ? known.Max() : known.Min();
        return [.. Enumerable.Range(0, numbers.Count).Where(i => numbers[i] == best)];
    }
}
