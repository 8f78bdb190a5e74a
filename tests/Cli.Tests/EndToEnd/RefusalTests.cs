using System.Buffers.Binary;
using Starling.TestSupport;
using Xunit;

namespace Starling.Cli.Tests.EndToEnd;

/// <summary>Bad input: one sentence that names file, line, field and remedy, exit code 2, nothing left behind.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string Job = """
        name: refused
        algorithm: { kind: fedavg }
        model: { kind: softmax }
        data: { kind: synthetic }
        workers:
          count: 10
          participation: 1
        stop: { rounds: 1 }
        """;

    private readonly TempFolder folder = new();

    public static TheoryData<string, string, string, string, string> Edits => new()
    {
        { "a misspelt field", "participation: 1", "particpation: 1", "STAR0103", "job.yaml:7" },
        { "a wrong type", "count: 10", "count: many", "STAR0104", "job.yaml:6" },
        { "a participation of 0", "participation: 1", "participation: 0", "STAR0105", "job.yaml:7" },
        { "a participation of 2", "participation: 1", "participation: 2", "STAR0105", "job.yaml:7" },
        { "an unknown algorithm", "kind: fedavg", "kind: fedavgg", "STAR0106", "job.yaml:2" },
        { "a missing section", "model: { kind: softmax }\n", "", "STAR0107", "model" },
        { "a field given twice", "  count: 10\n", "  count: 10\n  count: 11\n", "STAR0109", "job.yaml:7" },
        { "broken YAML", "model: { kind", "model: { kind: [", "STAR0102", "job.yaml" },
        { "a missing data file", "{ kind: synthetic }", "{ kind: libsvm, path: nowhere.txt }", "STAR0201", "nowhere.txt" },
        { "more workers than samples", "{ kind: synthetic }", "{ kind: libsvm, path: five.txt, partition: iid }", "STAR0206", "job.yaml:4" },
        { "a label out of range", "{ kind: synthetic }", "{ kind: libsvm, path: label.txt, classes: 2 }", "STAR0204", "label.txt" },
        { "a NaN in the data", "{ kind: synthetic }", "{ kind: libsvm, path: nan.txt }", "STAR0205", "nan.txt" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("STAR0413", "nowhere", "compare", "nowhere", "nowhere-else", "--out", "page.html")]
    [InlineData("STAR0111", "two runs", "compare", "--out", "page.html")]
    public async Task A_bad_comparison_is_refused_in_one_line_and_leaves_nothing(string code, string place, params string[] arguments)
    {
        (int exitCode, string output, string error) = await StarlingProcess.RunAsync(folder.Path, TestContext.Current.CancellationToken, arguments);

        Assert.Equal(2, exitCode);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(code, line, StringComparison.Ordinal);
        Assert.Contains(place, line, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task A_bad_job_is_refused_in_one_line_and_leaves_nothing(string what, string from, string to, string code, string place)
    {
        Assert.NotEmpty(what);
        string job = Job.ReplaceLineEndings("\n").Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Job.ReplaceLineEndings("\n"), job);
        Write("job.yaml", job);
        Write("five.txt", string.Concat(Enumerable.Range(0, 5).Select(row => $"{row % 2} 1:{row}\n")));
        Write("label.txt", "0 1:1\n1 1:2\n7 1:3\n");
        Write("nan.txt", string.Concat(Enumerable.Range(0, 50).Select(row => $"{row % 2} 1:{(row == 30 ? "nan" : "1")}\n")));

        (int exitCode, string output, string error) = await StarlingProcess.RunAsync(
            folder.Path, TestContext.Current.CancellationToken, "run", "job.yaml");

        Assert.Equal(2, exitCode);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(code, line, StringComparison.Ordinal);
        Assert.Contains(place, line, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.False(Directory.Exists(folder["runs"]));
    }

    [Theory]
    [InlineData("truncated", "STAR0202")]
    [InlineData("damaged", "STAR0203")]
    [InlineData("bad magic", "STAR0203")]
    [InlineData("label out of range", "STAR0204")]
    [InlineData("fewer labels than images", "STAR0207")]
    public async Task A_bad_IDX_file_is_refused_by_name(string what, string code)
    {
        Directory.CreateDirectory(folder["mnist"]);
        byte[] images = Idx(2051, [30, 28, 28], new byte[30 * 28 * 28]);
        byte[] labels = Idx(2049, [30], [.. Enumerable.Range(0, 30).Select(row => (byte)(row % 10))]);
        switch (what)
        {
            case "truncated":
                images = images[..^100];
                break;
            case "damaged":
                break;
            case "bad magic":
                images[3] = 77;
                break;
            case "label out of range":
                labels[^1] = 10;
                break;
            default:
                labels = Idx(2049, [29], labels[8..^1]);
                break;
        }

        foreach (string part in (string[])["train", "t10k"])
        {
            byte[] packed = Gzip(images);
            if (what == "damaged")
                packed[^7] ^= 1; // In the checksum of the content.

            await File.WriteAllBytesAsync(folder[$"mnist/{part}-images-idx3-ubyte.gz"], packed, TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(folder[$"mnist/{part}-labels-idx1-ubyte.gz"], Gzip(labels), TestContext.Current.CancellationToken);
        }

        Write("job.yaml", Job.Replace("synthetic", "mnist", StringComparison.Ordinal));

        (int exitCode, _, string error) = await StarlingProcess.RunAsync(
            folder.Path, TestContext.Current.CancellationToken, "run", "job.yaml", "--data", folder.Path);

        Assert.Equal(2, exitCode);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(code, line, StringComparison.Ordinal);
        Assert.Contains("-ubyte.gz", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["runs"]));
    }

    [Fact]
    public async Task Validate_tells_every_error_of_a_file_at_once()
    {
        Write("job.yaml", """
            name: many
            algorithm: { kind: fedspeed, porx: 0.1, rho: -1 }
            model: { kind: mlp, hidden: wide }
            data: { kind: synthetic, alpha: x }
            workers: { count: 0, participation: 2 }
            stop: { rounds: 1 }
            """);

        (int exitCode, _, string error) = await StarlingProcess.RunAsync(
            folder.Path, TestContext.Current.CancellationToken, "validate", "job.yaml");

        Assert.Equal(2, exitCode);
        foreach (string field in (string[])["porx", "rho", "hidden", "alpha", "count", "participation"])
            Assert.Contains(field, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_file_that_is_not_there_is_named()
    {
        (int exitCode, _, string error) = await StarlingProcess.RunAsync(
            folder.Path, TestContext.Current.CancellationToken, "run", "nowhere.yaml");

        Assert.Equal(2, exitCode);
        Assert.Contains("STAR0101", error, StringComparison.Ordinal);
        Assert.Contains("nowhere.yaml", error, StringComparison.Ordinal);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(bytes);

        return packed.ToArray();
    }

    private static byte[] Idx(int magic, int[] sizes, byte[] data)
    {
        byte[] file = new byte[4 + (4 * sizes.Length) + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(file, magic);
        for (int i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), sizes[i]);

        data.CopyTo(file, 4 + (4 * sizes.Length));
        return file;
    }

    private void Write(string name, string text) => File.WriteAllText(folder[name], text);
}
