namespace Starling.Client.Results.Comparing;

/// <summary>
/// Which thresholds runs are compared at: round numbers on the way from where they began to what at least half of them reached. So a run that
/// stops early shows by what it did not reach, and a run that goes further than all others does not fill the table.
/// </summary>
internal static class MilestoneLadder
{
    /// <summary>Rows of a table that can be read.</summary>
    private const int MostSteps = 6;

    /// <summary>From here on tenths are a finer step than they are worth.</summary>
    private const double ManyTimes = 100;

    private static readonly double[] Shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.999];

    /// <summary>The thresholds of a metric, the easiest first; none where no run came anywhere.</summary>
    public static IReadOnlyList<double> Steps(IReadOnlyList<ComparedRun> runs, ComparedMetric metric)
    {
        double[][] courses = [.. runs.Select(run => run.Rows.Select(metric.Known).OfType<double>().ToArray()).Where(course => course.Length > 0)];
        if (courses.Length == 0)
            return [];
        // Where the better half of all runs, those without the metric among them, got to.
        int half = (runs.Count + 1) / 2;
        if (courses.Length < half)
            return [];
        if (metric.HigherIsBetter)
        {
            double reached = courses.Select(course => course.Max()).OrderDescending().ElementAt(half - 1);
            double began = courses.Min(course => course[0]);
            return [.. Shares.Where(share => share > began && share <= reached).TakeLast(MostSteps)];
        }

        double best = courses.Select(course => course.Min()).Order().ElementAt(half - 1);
        double start = courses.Max(course => course[0]);
        // What reaches zero or less has no decades.
        double least = courses.SelectMany(course => course).Where(value => value > 0).DefaultIfEmpty().Min();
        double lowest = best > 0 ? best : least;
        if (lowest <= 0 || start <= lowest)
            return [];
        return start / lowest >= ManyTimes ? Decades(start, lowest) : [.. Fractions(start, lowest).TakeLast(MostSteps)];
    }

    private static double[] Decades(double start, double lowest)
    {
        int first = Power(start) + 1;
        while (Ten(first) >= start)
            first--;
        int last = Power(lowest) - 1;
        while (Ten(last) < lowest)
            last++;
        int every = Math.Max(1, (first - last + MostSteps) / MostSteps);
        var steps = new List<double>();
        for (int power = last; power <= first; power += every)
            steps.Add(Ten(power));
        steps.Reverse();
        return [.. steps];
    }

    private static IEnumerable<double> Fractions(double start, double lowest)
    {
        for (int power = Power(start) + 1; power >= Power(lowest) - 1; power--)
        {
            foreach (int digit in (int[])[5, 2, 1])
            {
                // Read from its text it is the number that a person means.
                double step = double.Parse(FormattableString.Invariant($"{digit}e{power}"), System.Globalization.CultureInfo.InvariantCulture);
                if (step < start && step >= lowest)
                    yield return step;
            }
        }
    }

    private static int Power(double value) => (int)Math.Floor(Math.Log10(value));

    private static double Ten(int power) => double.Parse(FormattableString.Invariant($"1e{power}"), System.Globalization.CultureInfo.InvariantCulture);
}
