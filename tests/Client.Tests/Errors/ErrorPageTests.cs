using System.Text.RegularExpressions;
using Starling.Algorithms.Errors;
using Starling.Client.Jobs;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Errors;

/// <summary><c>docs/errors.md</c> and the catalogue in the code say the same.</summary>
public sealed partial class ErrorPageTests
{
    private static readonly string[][] Rows =
        [.. File.ReadLines(Repository.PathOf("docs", "errors.md"))
            .Where(line => line.StartsWith("| STAR", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])];

    [Fact]
    public void The_page_has_every_entry_of_the_catalogue_and_no_other()
    {
        string[] catalogue = [.. ErrorCatalog.All.Select(entry => $"| {entry.Code} | {entry.Title} | {entry.Remedy} |")];
        string[] page = [.. Rows.Select(row => $"| {row[0]} | {row[1]} | {row[2]} |")];

        Assert.True(!catalogue.Except(page).Any(), $"docs/errors.md lacks these rows:\n{string.Join('\n', catalogue.Except(page))}");
        Assert.True(!page.Except(catalogue).Any(), $"docs/errors.md has rows that the catalogue has not:\n{string.Join('\n', page.Except(catalogue))}");
        Assert.Equal(catalogue, page);
    }

    [Fact]
    public void Every_row_has_an_example() => Assert.All(Rows, row =>
    {
        Assert.Equal(4, row.Length);
        Assert.Matches("^`.+`$", row[3]);
    });

    [Fact]
    public void Every_number_is_well_formed_and_stands_once_in_the_catalogue()
    {
        Assert.All(ErrorCatalog.All, entry => Assert.Matches(CodeForm(), entry.Code));
        Assert.Equal(ErrorCatalog.All.Count, ErrorCatalog.All.Select(entry => entry.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.All(ErrorCatalog.All, entry => Assert.True(entry.Title.Length > 0 && entry.Remedy.EndsWith('.')));
    }

    [Fact]
    public void The_examples_of_job_files_are_what_is_printed()
    {
        const string Broken = """
            algorithm:
              kind: fedspeed
              porx: 0.1
              alpha: half
            model: { kind: mpl }
            workers: { count: 100, participation: 2 }
            aggregation: { rule: mean, byzantine: 10 }
            evaluate: { every: 5, every: 10 }
            """;
        const string Contradictory = """
            algorithm:
              kind: fedspeed


            model: softmax
            data: synthetic
            aggregation: { rule: mean, byzantine: 10 }
            """;
        string[] printed =
        [
            .. Print(JobFile.Read("jobs/x.yaml")),
            .. Print(JobFile.Parse("a: [1\n\tb: 2\n", "jobs/x.yaml")),
            .. Print(JobFile.Parse(Broken, "jobs/x.yaml", "workers.count")),
            .. Print(JobFile.Parse(Contradictory, "jobs/x.yaml")),
            .. Print(JobFile.Parse("algorithm: fedspeed\nmodel: softmax\n", "jobs/x.yaml")),
        ];

        // An ellipsis stands for names that later versions add to.
        Assert.All(Rows.Where(row => string.CompareOrdinal(row[0], "STAR0111") < 0), row =>
            Assert.Contains(printed, line => line.StartsWith(row[3].Trim('`').Replace("...", "", StringComparison.Ordinal), StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Print(JobFileResult result) => result.Issues.Select(issue => issue.ToString());

    [GeneratedRegex("^STAR(0[1-9]|10)[0-9]{2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeForm();
}
