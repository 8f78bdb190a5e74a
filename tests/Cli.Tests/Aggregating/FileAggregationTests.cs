using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Runs;
using Starling.Cli.Aggregating;
using Starling.Cli.Tests.Commands;
using Starling.Client.Results;
using Starling.TestSupport;
using Xunit;

namespace Starling.Cli.Tests.Aggregating;

public sealed class FileAggregationTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_full_disk_leaves_what_was_there()
    {
        string old = folder.Write("y.npy", "old");
        using AggregationRequest request = Open([[1, 2, 3], [4, 5, 6]], shards: 3);

        StarlingException exception = await Assert.ThrowsAsync<StarlingException>(() => ResultFile.WriteAsync(
            old, (stream, token) => new FileAggregation<double>(request).RunAsync(new FullDisk(stream), token), TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCatalog.OutputNotWritable, exception.Error);
        Assert.Contains("No space left on device", exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(old));
        Assert.False(File.Exists(old + ".part"));
    }

    [Fact]
    public async Task An_interrupt_leaves_nothing()
    {
        using AggregationRequest request = Open([[1, 2, 3], [4, 5, 6]], shards: 3);
        using var interrupt = new CancellationTokenSource();
        await interrupt.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ResultFile.WriteAsync(
            folder["y.npy"], (stream, token) => new FileAggregation<double>(request).RunAsync(stream, token), interrupt.Token));

        Assert.Equal([folder["x.npy"]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Rows_that_are_refused_late_are_not_in_what_was_written_before()
    {
        using AggregationRequest request = Open([[1, 2, 3], [5, 6, double.NaN]], shards: 3);
        using var output = new MemoryStream();

        AggregationOutcome outcome = await new FileAggregation<double>(request).RunAsync(output, TestContext.Current.CancellationToken);

        Assert.Equal([1], outcome.Refused);
        Assert.Equal([1.0, 2.0, 3.0], [.. Enumerable.Range(0, 3).Select(c => BitConverter.ToDouble(output.ToArray(), (int)output.Length - 24 + (8 * c)))]);
        Assert.Equal(0, (output.Length - 24) % 64);
    }

    [Fact]
    public async Task A_result_that_is_not_finite_is_none()
    {
        using AggregationRequest request = Open([[1, 1.7e308], [1, 1.7e308]], shards: 1);
        using var output = new MemoryStream();

        StarlingException exception = await Assert.ThrowsAsync<StarlingException>(
            () => new FileAggregation<double>(request).RunAsync(output, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCatalog.Diverged, exception.Error);
        Assert.Contains("column 1:", exception.Message, StringComparison.Ordinal);
    }

    private AggregationRequest Open(double[][] rows, int shards) => AggregationRequest.Open(
        new AggregationSection { Rule = new MeanOptions() }, folder.Write("x.npy", NpyBytes.Of("<f8", rows)), previous: null, folder["y.npy"], shards);

    /// <summary>A disk with room for a header.</summary>
    private sealed class FullDisk(Stream inner) : Stream
    {
        private long room = 140;

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            room -= buffer.Length;
            if (room < 0)
                throw new IOException("No space left on device");
            inner.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => inner.Flush();

        public override void SetLength(long value) => inner.SetLength(value);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
    }
}
