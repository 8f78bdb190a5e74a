using System.Globalization;
using System.Text.Json.Nodes;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Data;
using Xunit;

namespace Starling.Cli.Tests.Commands;

public sealed class AggregateCommandTests : IDisposable
{
    /// <summary>The matrix R of the specification; rows 5 and 6 are the Byzantine ones.</summary>
    private static readonly double[][] Worked =
    [
        [1.0, -2.0, 0.5, 3.0, -1.0],
        [1.6, -1.1, 0.2, 2.1, 0.4],
        [0.3, -2.7, 1.3, 3.6, -1.9],
        [1.4, -1.5, -0.6, 1.8, -2.2],
        [0.1, -0.9, 1.0, 2.4, -0.3],
        [-0.6, 0.9, -0.7, 0.4, 0.8],
        [2.6, 0.3, 1.9, 3.7, 1.2],
    ];

    private readonly FakeHost fake = new();

    public static TheoryData<string, int, double[]> Examples => new()
    {
        { "mean", 0, [0.914286, -1.000000, 0.514286, 2.428571, -0.428571] },
        { "median", 2, [1.0, -1.1, 0.5, 2.4, -0.3] },
        { "trimmed-mean", 2, [0.900000, -1.166667, 0.566667, 2.500000, -0.300000] },
        { "krum", 2, [1.0, -2.0, 0.5, 3.0, -1.0] },
        { "multi-krum", 2, [0.88, -1.64, 0.48, 2.58, -1.00] },
        { "{kind: multi-krum, q: 3}", 2, [0.900000, -1.333333, 0.566667, 2.500000, -0.300000] },
        { "meamed", 1, [0.633333, -1.316667, 0.283333, 2.766667, -0.133333] },
        { "bulyan", 1, [1.333333, -1.166667, 0.566667, 2.100000, -0.300000] },
    };

    public static TheoryData<string> Rules => [.. AggregationTable.All.Entries.Select(entry => entry.Kind)];

    public void Dispose() => fake.Dispose();

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task The_worked_examples_of_the_specification_come_out(string rule, int byzantine, double[] expected)
    {
        Write("x.npy", NpyBytes.Of("<f8", Worked));
        foreach (string shards in (string[])["1", "2", "5"])
        {
            Assert.Equal(0, await RunAsync(rule, byzantine, "--shards", shards));
            Close(expected, Result(NpyElement.Float64));
        }

        Assert.Equal([Path("x.npy"), Path("y.npy")], Directory.GetFiles(fake.CurrentDirectory).Order());
        Assert.Empty(fake.Err);
    }

    [Theory]
    [InlineData("<f4", NpyElement.Float32)]
    [InlineData(">f4", NpyElement.Float32)]
    [InlineData("<f8", NpyElement.Float64)]
    [InlineData(">f8", NpyElement.Float64)]
    [InlineData("<i2", NpyElement.Float64)]
    [InlineData("<i4", NpyElement.Float64)]
    [InlineData(">i8", NpyElement.Float64)]
    [InlineData("fortran", NpyElement.Float64)]
    [InlineData("gzip", NpyElement.Float64)]
    public async Task Every_form_of_a_file_gives_the_same_result(string form, NpyElement element)
    {
        double[][] rows = [.. Worked.Select(row => row.Select(value => Math.Round(10 * value)).ToArray())];
        Write("x.npy", NpyBytes.Of("<f8", rows));
        Assert.Equal(0, await RunAsync("multi-krum", 2, "--pre", "nnm"));
        double[] expected = Result(NpyElement.Float64);

        Write("x.npy", NpyBytes.Of(form, rows));
        Assert.Equal(0, await RunAsync("multi-krum", 2, "--pre", "nnm", "--shards", "2"));
        Close(expected, Result(element), 1e-5);
    }

    [Fact]
    public async Task A_person_gets_a_table()
    {
        Write("x.npy", NpyBytes.Of("<f8", Worked));
        Assert.Equal(0, await RunAsync("multi-krum", 2, "--shards", "2"));

        Assert.Contains("n = 7; at most f = 2 Byzantine", fake.Out, StringComparison.Ordinal);
        Assert.Contains("d = 5 of float64, in 2 shards", fake.Out, StringComparison.Ordinal);
        Assert.Matches("(?m)^0 +0.2000 +[0-9.]+ +kept$", fake.Out);
        Assert.Matches("(?m)^5 +0 +[0-9.]+ +cut$", fake.Out);
    }

    [Fact]
    public async Task Of_many_rows_the_most_suspicious_are_shown_and_all_are_told_to_programs()
    {
        double[][] rows = [.. Enumerable.Range(0, 50).Select(i => new double[] { i == 17 ? 1000 : i % 5, 1 })];
        Write("x.npy", NpyBytes.Of("<f8", rows));
        Assert.Equal(0, await RunAsync("{kind: multi-krum, q: 40}", 5));
        Assert.Contains("the 20 most suspicious of 50 rows; --json prints all", fake.Out, StringComparison.Ordinal);
        string[] lines = [.. fake.OutLines.SkipWhile(line => !line.StartsWith("Row", StringComparison.Ordinal)).Skip(1)];
        Assert.Equal(21, lines.Length);
        Assert.StartsWith("17 ", lines[0], StringComparison.Ordinal);

        using var programs = new FakeHost();
        File.WriteAllBytes(System.IO.Path.Combine(programs.CurrentDirectory, "x.npy"), NpyBytes.Of("<f8", rows));
        Assert.Equal(0, await programs.InvokeAsync(
            "aggregate", "--rule", "multi-krum", "--byzantine", "5", "--input", "x.npy", "--output", "y.npy", "--json"));
        JsonNode answer = JsonNode.Parse(Assert.Single(programs.OutLines))!;
        Assert.Equal(50, answer["rows"]!.AsArray().Count);
        Assert.Equal("multi-krum", (string?)answer["rule"]!["kind"]);
        Assert.Equal("cut", (string?)answer["rows"]![17]!["standing"]);
        Assert.Equal((50, 2, 5, 1), ((int)answer["n"]!, (int)answer["d"]!, (int)answer["f"]!, (int)answer["shards"]!));
    }

    [Theory]
    [InlineData("krum", 1)]
    [InlineData("krum", 3)]
    [InlineData("trimmed-mean", 1)]
    [InlineData("trimmed-mean", 3)]
    public async Task Rows_that_are_not_finite_are_refused_and_count_as_Byzantine(string rule, int shards)
    {
        double[][] good = [.. Worked[..5]];
        Write("x.npy", NpyBytes.Of("<f8", good));
        Assert.Equal(0, await RunAsync(rule, 1));
        double[] expected = Result(NpyElement.Float64);

        // Two in different slices, so that more than one pass meets them.
        Write("x.npy", NpyBytes.Of("<f8", [.. Worked[..2], [double.NaN, 0, 0, 0, 0], .. Worked[2..5], [0, 0, 0, 0, double.NegativeInfinity]]));
        Assert.Equal(0, await RunAsync(rule, 3, "--shards", shards.ToString(CultureInfo.InvariantCulture)));

        Assert.Equal(expected, Result(NpyElement.Float64));
        Assert.Equal("note: 2 of 7 rows are not finite and refused (2, 6); the rule took the others, with f = 1.\n", fake.Err);
        Assert.Matches("(?m)^2 +- +- +refused$", fake.Out);
        Assert.Contains("n = 7, 2 of them refused; at most f = 1 Byzantine", fake.Out, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task However_many_rows_are_refused_the_result_is_finite_and_of_the_size_of_the_others(string rule)
    {
        for (int refused = 1; refused < Worked.Length; refused++)
        {
            double[][] rows = [.. Worked.Select((row, i) => i >= Worked.Length - refused ? [.. row[..4], i % 2 == 0 ? double.NaN : double.PositiveInfinity] : row)];
            Write("x.npy", NpyBytes.Of("<f8", rows));
            int code = await RunAsync(rule, rule == "mean" ? 0 : 1, "--shards", "2");
            Assert.True(code == 0, $"{code}: {fake.Err}");
            Assert.All(Result(NpyElement.Float64), value => Assert.InRange(value, -8, 8));
        }
    }

    [Fact]
    public async Task Clipping_goes_on_from_the_result_before_and_else_from_zero()
    {
        Write("x.npy", NpyBytes.Of("<f8", Worked));
        NpyWriter.Write<double>(Path("zero.npy"), new double[5], 5);
        NpyWriter.Write<float>(Path("before.npy"), [1, -2, 0, 3, -1], 5);
        const string Rule = "{kind: centered-clipping, tau: 1}";

        Assert.Equal(0, await RunAsync(Rule, 2));
        double[] without = Result(NpyElement.Float64);
        Assert.Equal(0, await RunAsync(Rule, 2, "--previous", "zero.npy", "--shards", "2"));
        Close(without, Result(NpyElement.Float64), 1e-12);
        Assert.Equal(0, await RunAsync(Rule, 2, "--previous", "before.npy", "--shards", "3"));
        Assert.NotEqual(without[0], Result(NpyElement.Float64)[0], 1e-3);
    }

    [Fact]
    public async Task The_seed_moves_the_buckets_and_the_threads_move_nothing()
    {
        double[] many = [.. Enumerable.Range(0, 300_000).Select(i => Math.Sin(i * 0.7))];
        Write("x.npy", NpyBytes.Of("<f4", [.. Enumerable.Range(0, 6).Select(i => many.Select(value => (value * (i + 1)) + i).ToArray())]));
        var results = new List<double[]>();
        foreach ((string seed, string threads) in new[] { ("1", "1"), ("1", "4"), ("2", "1") })
        {
            Assert.Equal(0, await RunAsync("median", 1, "--pre", "bucketing", "--seed", seed, "--threads", threads, "--shards", "2"));
            results.Add(Result(NpyElement.Float32));
        }

        Assert.Equal(results[0], results[1]);
        Assert.NotEqual(results[0], results[2]);
    }

    [Theory]
    [InlineData("STAR0201", "missing.npy does not exist; check the path", "--input", "missing.npy")]
    [InlineData("STAR0202", "cut.npy is truncated", "--input", "cut.npy")]
    [InlineData("STAR0202", "empty.npy is truncated", "--input", "empty.npy")]
    [InlineData("STAR0203", "(0, 5), which holds no number", "--input", "norows.npy")]
    [InlineData("STAR0203", "(5, 0), which holds no number", "--input", "nocolumns.npy")]
    [InlineData("STAR0203", "(5), and an n x d array is needed", "--input", "one.npy")]
    [InlineData("STAR0203", "(1, 5, 1), and an n x d array is needed", "--input", "three.npy")]
    [InlineData("STAR0203", "its elements are 'O'", "--input", "objects.npy")]
    [InlineData("STAR0205", "No row of", "--input", "nan.npy")]
    [InlineData("STAR0108", "stands at most 3 Byzantine ones", "--byzantine", "4")]
    [InlineData("STAR0105", "--byzantine: STAR0105", "--byzantine", "-1")]
    [InlineData("STAR0106", "--rule: STAR0106: There is no 'krumm' here; did you mean 'krum'?", "--rule", "krumm")]
    [InlineData("STAR0106", "--pre[1]: STAR0106", "--pre", "nnm", "--pre", "nnnm")]
    [InlineData("STAR0110", "--rule: STAR0110", "--rule", "{kind: krum")]
    [InlineData("STAR0108", "q is at most n - f = 5", "--rule", "{kind: multi-krum, q: 6}")]
    [InlineData("STAR0105", "it can be 1 to 5", "--shards", "6")]
    [InlineData("STAR0111", "--shards is 0; it is at least 1", "--shards", "0")]
    [InlineData("STAR0111", "--threads is 0; it is at least 1", "--threads", "0")]
    [InlineData("STAR0111", "--input is empty", "--input", "")]
    [InlineData("STAR0402", "its folder does not exist; make the folder first", "--output", "nowhere/y.npy")]
    [InlineData("STAR0402", "it is a folder", "--output", ".")]
    [InlineData("STAR0108", "would be overwritten", "--output", "x.npy")]
    [InlineData("STAR0108", "would be overwritten", "--output", "link/x.npy")]
    [InlineData("STAR0108", "would be overwritten", "--input", "z.npy.part", "--output", "z.npy")]
    [InlineData("STAR0108", "does not look at the result of the round before; leave --previous out", "--previous", "y4.npy")]
    [InlineData("STAR0207", "y4.npy has 4 numbers and", "--rule", "centered-clipping", "--previous", "y4.npy")]
    [InlineData("STAR0203", "an array of one dimension is needed", "--rule", "centered-clipping", "--previous", "x.npy")]
    [InlineData("STAR0205", "column 1: the value is not a finite number", "--rule", "centered-clipping", "--previous", "inf.npy")]
    public async Task What_cannot_be_is_refused_in_one_sentence(string code, string words, params string[] changes)
    {
        byte[] whole = NpyBytes.Of("<f8", Worked);
        Write("x.npy", whole);
        Write("z.npy.part", whole);
        Write("cut.npy", whole[..^1]);
        Write("empty.npy", []);
        Write("norows.npy", NpyBytes.File("<f8", "False", "(0, 5)", []));
        Write("nocolumns.npy", NpyBytes.File("<f8", "False", "(5, 0)", []));
        Write("one.npy", NpyBytes.File("<f8", "False", "(5,)", new byte[40]));
        Write("three.npy", NpyBytes.File("<f8", "False", "(1, 5, 1)", new byte[40]));
        Write("objects.npy", NpyBytes.File("|O", "False", "(1, 5)", new byte[40]));
        Write("nan.npy", NpyBytes.Of("<f8", [.. Worked.Select(row => (double[])[double.NaN, .. row])]));
        NpyWriter.Write<double>(Path("y4.npy"), new double[4], 4);
        NpyWriter.Write<double>(Path("inf.npy"), [0, double.PositiveInfinity, 0, 0, 0], 5);
        Directory.CreateSymbolicLink(Path("link"), fake.CurrentDirectory);
        string[] before = Directory.GetFiles(fake.CurrentDirectory);

        List<string> arguments = ["aggregate", .. changes];
        foreach ((string option, string value) in new[] { ("--rule", "krum"), ("--byzantine", "2"), ("--input", "x.npy"), ("--output", "y.npy") })
        {
            if (!changes.Contains(option))
                arguments.AddRange([option, value]);
        }

        Assert.Equal(2, await fake.InvokeAsync([.. arguments]));
        string line = fake.Err.Split('\n')[0];
        Assert.Contains(code, line, StringComparison.Ordinal);
        Assert.Contains(words, line, StringComparison.Ordinal);
        Assert.Empty(fake.Out);
        Assert.Equal(before, Directory.GetFiles(fake.CurrentDirectory));
        Assert.Equal(whole, File.ReadAllBytes(Path("x.npy")));
    }

    [Fact]
    public async Task What_is_larger_than_the_memory_is_told_how_many_shards_it_needs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A file that is all hole is needed.");
        byte[] head = NpyBytes.File("<f4", "False", "(1000, 1000000000)", []);
        Write("x.npy", head);
        using (var file = new FileStream(Path("x.npy"), FileMode.Open))
            file.SetLength(head.Length + 4_000_000_000_000);

        Assert.Equal(2, await RunAsync("median", 2));
        Assert.Matches(@"^STAR0208: A slice of .*x\.npy takes 4\.01 TB of memory, of [0-9.]+ .B; cut it smaller with --shards [0-9]+\.\n$", fake.Err);
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_is_refused_before_anything_is_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A folder in which nobody makes files is needed.");
        Write("x.npy", NpyBytes.Of("<f8", Worked));

        Assert.Equal(2, await fake.InvokeAsync(
            "aggregate", "--rule", "krum", "--byzantine", "2", "--input", "x.npy", "--output", "/proc/y.npy"));
        Assert.StartsWith("STAR0402: ", fake.Err, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(string rule, int byzantine, params string[] more) => fake.InvokeAsync(
    [
        "aggregate", "--rule", rule, "--byzantine", byzantine.ToString(CultureInfo.InvariantCulture), "--input", "x.npy", "--output", "y.npy", .. more,
    ]);

    private double[] Result(NpyElement element)
    {
        NpyArray array = NpyReader.Read(Path("y.npy"));
        Assert.Equal(element, array.Element);
        Assert.Single(array.Shape);
        return array.ToArray<double>();
    }

    private string Path(string name) => System.IO.Path.Combine(fake.CurrentDirectory, name);

    private void Write(string name, byte[] content) => File.WriteAllBytes(Path(name), content);

    private static void Close(double[] expected, double[] actual, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int c = 0; c < expected.Length; c++)
            Assert.Equal(expected[c], actual[c], tolerance);
    }
}
