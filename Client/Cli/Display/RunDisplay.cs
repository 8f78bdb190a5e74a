using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Starling.Cli.Running;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Display;

/// <summary>
/// The picture of a run on a terminal, redrawn in place a few times a second: what runs, how far it is, loss and accuracy with
/// their curves, traffic, time. Colours only support what words and shapes say.
/// </summary>
internal sealed class RunDisplay(IAnsiConsole console, TimeProvider time) : IRunDisplay
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(150);
    private const int CurveWidth = 24;
    private const int WidestPicture = 100;

    private bool Unicode => console.Profile.Capabilities.Unicode;

    /// <inheritdoc/>
    public async Task ShowAsync(Func<RunProgress> current, Func<Task> work)
    {
        LiveDisplay live = console.Live(Picture(current()));
        live.AutoClear = true;
        await live.StartAsync(async context =>
        {
            Task task = work();
            using var timer = new PeriodicTimer(Redraw, time);
            // The clock drives the picture, not the events: thousands of them a second cost nothing.
            Task<bool> tick = timer.WaitForNextTickAsync().AsTask();
            while (await Task.WhenAny(task, tick) != task)
            {
                context.UpdateTarget(Picture(current()));
                tick = timer.WaitForNextTickAsync().AsTask();
            }

            await task;
        });
    }

    /// <inheritdoc/>
    public void OnChange(RunProgress progress, JobEvent? item)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(ResultDocument result, string? folder)
    {
        Grid grid = Columns(2, gap: 2);
        bool first = true;
        foreach ((string name, string value) in RunSummary.Rows(result, folder))
        {
            string title = first && Unicode ? $"{Mark(result.Status)} {name}" : $"{(Unicode ? "  " : "")}{name}";
            grid.AddRow(new Text(title, first ? new Style(decoration: Decoration.Bold) : Styles.Muted), new Text(value));
            first = false;
        }

        console.WriteLine();
        console.Write(new Padder(grid, new Padding(2, 0, 0, 0)));
        if (result.Advice is { } advice)
            console.Write(new Padder(new Text(advice, Styles.Muted), new Padding(Unicode ? 4 : 2, 1, 2, 0)));
        foreach (string warning in result.Warnings)
            console.Write(new Padder(new Text($"! {warning}", Styles.Warning), new Padding(2, 0, 0, 0)));
        console.WriteLine();
    }

    /// <summary>The picture at a moment.</summary>
    internal IRenderable Picture(RunProgress progress)
    {
        int width = Math.Max(40, Math.Min(WidestPicture, console.Profile.Width) - 4);
        var rows = new List<IRenderable>
        {
            Text.Empty,
            Header(progress),
            ProgressLine(progress, width),
            Text.Empty,
            Figures(progress),
            Text.Empty,
            Footer(progress),
        };
        return new Padder(new Rows(rows), new Padding(2, 0, 0, 0));
    }

    private static Grid Columns(int count, int gap)
    {
        var grid = new Grid { Expand = false };
        for (int i = 0; i < count; i++)
            grid.AddColumn(new GridColumn().NoWrap().Padding(0, 0, i == count - 1 ? 0 : gap, 0));
        return grid;
    }

    private static string Mark(JobPhase phase) => phase switch
    {
        JobPhase.Completed => "✓",
        JobPhase.Failed => "✕",
        _ => "■",
    };

    private Paragraph Header(RunProgress progress)
    {
        var line = new Paragraph();
        line.Append(progress.Job.Name, new Style(decoration: Decoration.Bold));
        string separator = Unicode ? " · " : ", ";
        if (progress.Job.Parts.Count > 0)
            line.Append("   " + string.Join(separator, progress.Job.Parts), Styles.Muted);
        line.Overflow = Overflow.Ellipsis;
        return line;
    }

    private Paragraph ProgressLine(RunProgress progress, int width)
    {
        string count = progress.PlannedRounds > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{progress.Round}/{progress.PlannedRounds} rounds")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.Round} rounds");
        (string full, string rest) = Bars.Line(progress.Share ?? 0.0, width - count.Length - 2, Unicode);
        return new Paragraph().Append(full, Styles.Accent).Append(rest, Styles.Muted).Append("  " + count);
    }

    private Grid Figures(RunProgress progress)
    {
        Grid grid = Columns(5, gap: 3);
        MetricRow? row = progress.Latest;
        if (progress.IsNetwork)
        {
            AddNetwork(grid, progress, row!);
            return grid;
        }

        if (row is { Accuracy: null, GradientNorm: { } norm })
        {
            AddProblem(grid, progress, row, norm);
            return grid;
        }

        AddRow(grid, "Accuracy", row?.Accuracy is { } accuracy ? Units.Percent(accuracy) : null, progress.Accuracies,
            "Up", Units.Bytes(progress.Totals.BytesUp));
        AddRow(grid, "Loss", row?.Loss is { } loss ? Units.Number(loss) : null, progress.Losses,
            "Down", Units.Bytes(progress.Totals.BytesDown));
        AddRow(grid, "Train loss", row?.TrainLoss is { } train ? Units.Number(train) : null, [],
            "Updates", Updates(progress));
        return grid;
    }

    private void AddProblem(Grid grid, RunProgress progress, MetricRow row, double norm)
    {
        (string Name, double? Value) first = row.Gap is { } gap ? ("Gap", gap) : ("Distance", row.Distance);
        AddRow(grid, first.Name, first.Value is { } value ? Units.Number(value) : null, [], "Up", Units.Bytes(progress.Totals.BytesUp));
        AddRow(grid, row.Loss is null ? "Residual" : "Gradient", Units.Number(norm), [], "Down", Units.Bytes(progress.Totals.BytesDown));
        if (row.Loss is { } loss)
            AddRow(grid, "Loss", Units.Number(loss), progress.Losses, "Updates", Updates(progress));
        else
            AddRow(grid, "Iterations", Units.Count(row.Iterations ?? row.Round), [], "Updates", Updates(progress));
    }

    private void AddNetwork(Grid grid, RunProgress progress, MetricRow row)
    {
        JobTotals totals = progress.Totals;
        bool trains = row.Accuracy is not null;
        AddRow(grid, trains ? "Accuracy" : "Distance", row.Accuracy is { } accuracy ? Units.Percent(accuracy) : row.Distance is { } distance ? Units.Number(distance) : null,
            trains ? progress.Accuracies : [], "Gradients", Units.Count(totals.Gradients));
        AddRow(grid, "Loss", row.Loss is { } loss ? Units.Number(loss) : null, progress.Losses, "Uses of edges", Units.Count(totals.Communications));
        AddRow(grid, "Consensus", Units.Number(row.Consensus!.Value), [],
            totals.EventsPerSecond is null ? "Sent" : "Events", totals.EventsPerSecond is { } rate ? $"{Units.Rate(rate)}/s" : Units.Bytes(totals.BytesUp));
    }

    private void AddRow(
        Grid grid, string name, string? value, IReadOnlyList<double> history, string otherName, string otherValue) =>
        grid.AddRow(
            new Text(name, Styles.Muted),
            new Text(value ?? (Unicode ? "–" : "-")),
            new Text(Bars.Curve(history, CurveWidth, Unicode).PadRight(CurveWidth), Styles.Accent),
            new Text(otherName, Styles.Muted),
            new Text(otherValue));

    private static string Updates(RunProgress progress)
    {
        string accepted = Units.Count(progress.Totals.Communications);
        return progress.Rejections == 0 ? accepted : $"{accepted}, {Units.Count(progress.Rejections)} refused";
    }

    private Paragraph Footer(RunProgress progress)
    {
        string stage = progress.Stage switch
        {
            RunStage.StartingCluster => "Starting the cluster",
            RunStage.Loading => "Loading data",
            RunStage.Queued => "Waiting for room on the cluster",
            RunStage.Running => "Running",
            RunStage.Paused => "Paused",
            RunStage.Recovering => "Going back to a checkpoint",
            RunStage.Done => "Ended",
            RunStage.Cancelling => "Cancelling",
            _ => "Writing results",
        };
        var line = new Paragraph(stage).Append($"  {Units.Duration(time.GetElapsedTime(progress.Began))}");
        if (progress.Left(time) is { } left)
            line.Append($", about {Units.AboutDuration(left)} left");
        if (progress.Warnings > 0)
            line.Append($"   {progress.Warnings} {(progress.Warnings == 1 ? "warning" : "warnings")}", Styles.Warning);
        if (progress.Recoveries > 0)
            line.Append($"   {progress.Recoveries} {(progress.Recoveries == 1 ? "recovery" : "recoveries")}", Styles.Warning);
        if (progress.Stage is RunStage.Queued or RunStage.Loading or RunStage.Running or RunStage.Paused or RunStage.Recovering)
            line.Append($"   {progress.Hint}", Styles.Muted);
        return line;
    }
}
