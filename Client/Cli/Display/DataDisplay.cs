using System.Globalization;
using Spectre.Console;
using Starling.Algorithms.Data;
using Starling.Algorithms.Runs;

namespace Starling.Cli.Display;

/// <summary>A data set and a partition in tables and small bars: the answer of <c>starling data</c>.</summary>
internal sealed class DataDisplay(IAnsiConsole console)
{
    private const int MostClasses = 26;
    private const int MostWorkers = 30;
    private const int ClassBarWidth = 24;

    private bool Unicode => console.Profile.Capabilities.Unicode;

    /// <summary>Sizes, features, classes.</summary>
    public void ShowData(DataOptions options, DataSource source)
    {
        string kind = DataTable.All.KindOf(options);
        string summary = DataTable.All.Entries.First(entry => entry.Kind == kind).Summary;
        FeatureStatistics features = FeatureStatistics.Of(source.Train);

        console.WriteLine();
        ShowTitle(kind, summary);
        Grid grid = Columns(2);
        AddFact(grid, "Training rows", Units.Count(source.Train.Count));
        AddFact(grid, "Test rows", source.Test is { } test ? Units.Count(test.Count) : "none: the training rows are evaluated");
        AddFact(grid, "Features", Units.Count(source.Train.FeatureCount));
        AddFact(grid, "Values", string.Create(CultureInfo.InvariantCulture,
            $"{features.Smallest:G4} to {features.Largest:G4}, mean {features.Mean:G4}, standard deviation {features.StandardDeviation:G4}, {features.ZeroShare * 100:0.#} % zero"));
        AddFact(grid, "Classes", Units.Count(source.Train.ClassCount));
        if (source.Owners is { Length: > 0 } owners)
            AddFact(grid, "Owners", $"{Units.Count(owners.Max() + 1)} (partition natural)");
        console.Write(new Padder(grid, new Padding(2, 0, 0, 0)));
        console.WriteLine();
        ShowClasses(source);
    }

    /// <summary>Sizes and class mixtures of the workers.</summary>
    public void ShowPartition(RunDefinition definition, PartitionSummary summary, bool all)
    {
        string kind = PartitionTable.All.KindOf(definition.Data!.Partition);
        ShowTitle(kind, string.Create(
            CultureInfo.InvariantCulture, $"among {summary.WorkerCount} workers, seed {definition.Seed}"));
        Grid facts = Columns(2);
        AddFact(facts, "Rows a worker", string.Create(CultureInfo.InvariantCulture,
            $"{summary.SmallestSize:N0} to {summary.LargestSize:N0}, mean {summary.MeanSize:N1}"));
        AddFact(facts, "Distance", string.Create(CultureInfo.InvariantCulture,
            $"{summary.MeanTotalVariation:0.000} mean total variation of a worker's labels from all rows' (0 is the same)"));
        console.Write(new Padder(facts, new Padding(2, 0, 0, 0)));
        console.WriteLine();

        int shown = all ? summary.WorkerCount : Math.Min(MostWorkers, summary.WorkerCount);
        Table table = NewTable();
        table.AddColumn(new TableColumn(Head("Worker")).RightAligned().NoWrap());
        table.AddColumn(new TableColumn(Head("Rows")).RightAligned().NoWrap());
        table.AddColumn(new TableColumn(Head("Classes, each bar one class")).NoWrap());
        int width = Math.Max(10, console.Profile.Width - 26);
        for (int worker = 0; worker < shown; worker++)
        {
            int[] classes = Merge(summary.LabelCounts[worker], width);
            table.AddRow(
                new Text(worker.ToString(CultureInfo.InvariantCulture)),
                new Text(Units.Count(summary.LabelCounts[worker].Sum())),
                new Text(Bars.Columns(classes, classes.Max(), Unicode), Styles.Accent));
        }

        console.Write(new Padder(table, new Padding(2, 0, 0, 0)));
        if (shown < summary.WorkerCount)
            console.Write(new Text($"  and {Units.Count(summary.WorkerCount - shown)} more; --all lists them\n", Styles.Muted));
        console.WriteLine();
    }

    private void ShowTitle(string name, string summary)
    {
        var title = new Paragraph(name, new Style(decoration: Decoration.Bold)).Append($"  {summary}", Styles.Muted);
        console.Write(new Padder(title, new Padding(2, 0, 0, 0)));
        console.WriteLine();
    }

    private void ShowClasses(DataSource source)
    {
        int[] train = Count(source.Train);
        int[]? test = source.Test is { } rows ? Count(rows) : null;
        if (train.Length > MostClasses)
        {
            int[] merged = Merge(train, Math.Max(10, console.Profile.Width - 4));
            console.Write(new Text($"  {Bars.Columns(merged, merged.Max(), Unicode)}\n", Styles.Accent));
            console.Write(new Text($"  training rows of the {train.Length} classes: {Units.Count(train.Min())} to {Units.Count(train.Max())}\n\n", Styles.Muted));
            return;
        }

        Table table = NewTable();
        table.AddColumn(new TableColumn(Head("Class")).RightAligned().NoWrap());
        table.AddColumn(new TableColumn(Head("Training")).RightAligned().NoWrap());
        table.AddColumn(new TableColumn(Head("")).NoWrap());
        if (test is not null)
            table.AddColumn(new TableColumn(Head("Test")).RightAligned().NoWrap());
        for (int label = 0; label < train.Length; label++)
        {
            (string full, string empty) = Bars.Line((double)train[label] / Math.Max(1, train.Max()), ClassBarWidth, Unicode);
            var bar = new Paragraph(full, Styles.Accent).Append(new string(' ', empty.Length))
                .Append(string.Create(CultureInfo.InvariantCulture, $" {100.0 * train[label] / source.Train.Count,5:0.0} %"), Styles.Muted);
            Text[] ends = test is null ? [] : [new Text(Units.Count(test[label]))];
            table.AddRow([new Text(label.ToString(CultureInfo.InvariantCulture)), new Text(Units.Count(train[label])), bar, .. ends]);
        }

        console.Write(new Padder(table, new Padding(2, 0, 0, 0)));
        console.WriteLine();
    }

    private static int[] Count(Dataset data)
    {
        int[] counts = new int[data.ClassCount];
        foreach (int label in data.Labels)
            counts[label]++;
        return counts;
    }

    // Neighbouring classes share a bar where there are more classes than characters.
    private static int[] Merge(int[] counts, int width)
    {
        int each = (counts.Length + width - 1) / width;
        return each <= 1 ? counts : [.. counts.Chunk(each).Select(chunk => chunk.Sum())];
    }

    private static Grid Columns(int count)
    {
        var grid = new Grid();
        for (int i = 0; i < count; i++)
            grid.AddColumn(new GridColumn().Padding(0, 0, 3, 0));
        grid.Columns[0].NoWrap();
        return grid;
    }

    private static Table NewTable() => new Table { ShowRowSeparators = false }.Border(TableBorder.None);

    private static Text Head(string text) => new(text, Styles.Muted);

    private static void AddFact(Grid grid, string name, string value) => grid.AddRow(new Text(name, Styles.Muted), new Text(value));
}
