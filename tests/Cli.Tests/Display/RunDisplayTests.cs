using Spectre.Console;
using Starling.Cli.Display;
using Starling.Cli.Jobs;
using Starling.Cli.Running;
using Starling.Client.Results;
using Starling.Client.Tests.Results;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Cli.Tests.Display;

public sealed class RunDisplayTests : IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly ManualTimeProvider clock = new();
    private readonly SampleRun run = new(rounds: 50);

    public void Dispose() => output.Dispose();

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void The_picture_fits_the_terminal(int width)
    {
        string[] lines = Draw(Progress(30), width);

        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= width, line));
    }

    [Fact]
    public void The_picture_tells_the_state_of_the_run()
    {
        string picture = string.Join('\n', Draw(Progress(30), 80));

        Assert.Contains("fedspeed-fashion   fedspeed · mlp · fashion-mnist · 100 workers", picture, StringComparison.Ordinal);
        Assert.Contains("30/50 rounds", picture, StringComparison.Ordinal);
        Assert.Matches(@"━{20,}─{5,}", picture);
        Assert.Matches(@"Accuracy +8\d\.\d\d % +▁.*█ +Up +191 MB", picture);
        Assert.Matches(@"Loss +0\.\d{4} +█.*▁ +Down +382 MB", picture);
        Assert.Matches(@"Updates +300, 2 refused", picture);
        Assert.Contains("Running", picture, StringComparison.Ordinal);
        Assert.Contains("about 1 min left", picture, StringComparison.Ordinal);
        Assert.Contains("Ctrl-C ends it and keeps the results", picture, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    public void The_picture_of_a_network_has_its_own_figures(int width)
    {
        RunProgress network = Begin() with
        {
            Stage = RunStage.Running,
            Round = 20,
            Latest = new MetricRow { Loss = 62.35, Distance = 1.9e-5, Consensus = 3e-4 },
            Losses = [62.5, 62.4, 62.35],
            Totals = new JobTotals { Gradients = 26_359, Communications = 66_569, Events = 92_928, Seconds = 0.87 },
        };
        string[] lines = Draw(network, width);

        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= width, line));
        if (width < 80)
            return;

        string picture = string.Join('\n', lines);
        Assert.Matches(@"Distance +1\.90e-05 +Gradients +26,359", picture);
        Assert.Matches(@"Loss +62\.35 +█.*▁ +Uses of edges +66,569", picture);
        Assert.Matches(@"Consensus +3\.00e-04 +Events +107,000/s", picture);
        Assert.DoesNotContain("Down", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_picture_needs_no_numbers()
    {
        string picture = string.Join('\n', Draw(Begin(), 80));

        Assert.Contains("Starting the cluster", picture, StringComparison.Ordinal);
        Assert.Contains("0 rounds", picture, StringComparison.Ordinal);
        Assert.Matches(@"Accuracy +–", picture);
    }

    [Fact]
    public void A_terminal_without_unicode_gets_plain_characters()
    {
        string picture = string.Join('\n', Draw(Progress(30), 80, unicode: false));

        Assert.All(picture, character => Assert.True(char.IsAscii(character), $"'{character}' in {picture}"));
    }

    [Fact]
    public void The_summary_has_the_figures_and_the_folder()
    {
        new RunDisplay(Console(80), clock).OnEnd(ResultDocument.From(run.Spec, run.Status, []), "runs/x");
        string summary = output.ToString();

        Assert.Matches("✓ Completed +50 rounds in 3 min 14 s", summary);
        Assert.Matches(@"Accuracy +8\d\.\d\d %", summary);
        Assert.Matches(@"Traffic +318 MB up, 636 MB down", summary);
        Assert.Matches(@"Parameters +159,010", summary);
        Assert.Matches(@"SHA-256 +9f2c[0-9a-f]{60}", summary);
        Assert.Matches(@"Results +runs/x", summary);
        Assert.Contains("! The smallest participant", summary, StringComparison.Ordinal);
        Assert.All(summary.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public void Advice_stands_below_the_figures_and_fits_the_terminal()
    {
        const string Advice = "A synchronous method would have been cheaper here: to distance 1e-6 DADAO needs about 1,000 gradients a node and 41,000 uses of edges.";
        new RunDisplay(Console(80), clock).OnEnd(ResultDocument.From(run.Spec, run.Status with { Advice = Advice, Warnings = [] }, []), "runs/x");
        string[] lines = output.ToString().Split('\n');

        int first = Array.FindIndex(lines, line => line.Contains("A synchronous method", StringComparison.Ordinal));
        Assert.True(first > Array.FindIndex(lines, line => line.Contains("runs/x", StringComparison.Ordinal)));
        Assert.Equal(Advice, string.Join(' ', lines[first..].Select(line => line.Trim())).Trim());
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    private RunProgress Begin() => new() { Job = JobFacts.From(run.Spec), Began = clock.GetTimestamp() };

    private RunProgress Progress(int round) => run.Events
        .TakeWhile(item => item.Round is not { } number || number < round)
        .Aggregate(Begin() with { Stage = RunStage.Loading }, (progress, item) => progress.After(item, clock.GetTimestamp()));

    private IAnsiConsole Console(int width, bool unicode = true)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = unicode;
        return console;
    }

    private string[] Draw(RunProgress progress, int width, bool unicode = true)
    {
        IAnsiConsole console = Console(width, unicode);
        console.Write(new RunDisplay(console, clock).Picture(progress));
        return output.ToString().Split('\n');
    }
}
