using System.Globalization;
using Starling.Cli.Running;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Display;

/// <summary>
/// Lines of text, for a log or a pipe: one when the run goes on to another stage, one every few seconds while it is in its
/// rounds, one for every warning.
/// </summary>
internal sealed class PlainDisplay(TextWriter output, TimeProvider time) : IRunDisplay
{
    /// <summary>The least time between two lines about rounds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private RunStage? stage;
    private long? lastLine;
    private int lastRound = -1;

    /// <inheritdoc/>
    public Task ShowAsync(Func<RunProgress> current, Func<Task> work) => work();

    /// <inheritdoc/>
    public void OnChange(RunProgress progress, JobEvent? item)
    {
        if (stage is null && progress.Stage is (RunStage.StartingCluster or RunStage.Queued))
            output.WriteLine($"{progress.Job.Name}: {string.Join(", ", progress.Job.Parts)}");
        if (item is { Kind: JobEventKinds.Warning })
            output.WriteLine($"warning: {item.Message}");
        if (item is { Kind: JobEventKinds.RolledBack or JobEventKinds.Recovered })
        {
            output.WriteLine($"note: {item.Message}");
            lastRound = -1;
        }

        if (progress.Stage != stage)
        {
            // The last round is worth a line however soon it came after the one before.
            if (progress.Stage is RunStage.Writing or RunStage.Cancelling or RunStage.Paused or RunStage.Done)
                WriteRound(progress);
            stage = progress.Stage;
            if (StageLine(progress) is { } line)
                output.WriteLine(line);
            return;
        }

        // A round that was just committed may still be evaluated: its line waits for that.
        bool isWhole = item is not { Kind: JobEventKinds.RoundCommitted };
        bool due = lastLine is not { } last || time.GetElapsedTime(last) >= Interval;
        if (progress.Stage == RunStage.Running && isWhole && due)
            WriteRound(progress);
    }

    /// <inheritdoc/>
    public void OnEnd(ResultDocument result, string? folder)
    {
        foreach ((string name, string value) in RunSummary.Rows(result, folder))
            output.WriteLine($"{name,-12}{value}");
        if (result.Advice is { } advice)
            output.WriteLine($"{"Advice",-12}{advice}");
    }

    private static string? StageLine(RunProgress progress) => progress.Stage switch
    {
        RunStage.Queued => "Waiting for room on the cluster",
        RunStage.Paused => "Paused",
        RunStage.Loading => "Loading data",
        RunStage.Cancelling => "Cancelling: the results so far are kept",
        RunStage.Writing => "Writing results",
        _ => null,
    };

    private void WriteRound(RunProgress progress)
    {
        if (progress.Round == lastRound || progress.Round == 0)
            return;

        lastRound = progress.Round;
        lastLine = time.GetTimestamp();
        output.WriteLine(string.Join("  ", RoundParts(progress)));
        output.Flush();
    }

    private IEnumerable<string> RoundParts(RunProgress progress)
    {
        yield return progress.PlannedRounds > 0
            ? string.Create(CultureInfo.InvariantCulture, $"round {progress.Round}/{progress.PlannedRounds}")
            : string.Create(CultureInfo.InvariantCulture, $"round {progress.Round}");
        if (progress.Latest?.Loss is { } loss)
            yield return $"loss {Units.Number(loss)}";
        if (progress.Latest?.Distance is { } distance)
            yield return string.Create(CultureInfo.InvariantCulture, $"distance {distance:0.0e+0}");
        if (progress.Latest?.Gap is { } gap)
            yield return string.Create(CultureInfo.InvariantCulture, $"gap {gap:0.0e+0}");
        if (progress.Latest is { Accuracy: null, Loss: null, Distance: null, Gap: null, GradientNorm: { } residual })
            yield return string.Create(CultureInfo.InvariantCulture, $"residual {residual:0.0e+0}");
        if (progress.Latest?.Accuracy is { } accuracy)
            yield return $"accuracy {Units.Percent(accuracy)}";
        if (progress.IsNetwork)
        {
            if (progress.Totals.EventsPerSecond is { } rate)
                yield return $"{Units.Rate(rate)} events/s";
            yield return $"sent {Units.Bytes(progress.Totals.BytesUp)}";
        }
        else
        {
            yield return $"up {Units.Bytes(progress.Totals.BytesUp)}";
            yield return $"down {Units.Bytes(progress.Totals.BytesDown)}";
        }

        yield return Units.Duration(TimeSpan.FromSeconds(progress.Totals.Seconds));
        if (progress.Left(time) is { } left && progress.Round < progress.PlannedRounds)
            yield return $"about {Units.AboutDuration(left)} left";
    }
}
