using System.Text;
using Starling.Algorithms.Errors;
using Starling.Client.Results;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Results;

public sealed class ResultFileTests : IDisposable
{
    private readonly TempFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_file_is_written_whole()
    {
        await ResultFile.WriteAsync(home["a"], (stream, token) => stream.WriteAsync(Encoding.UTF8.GetBytes("whole"), token).AsTask());

        Assert.Equal("whole", await File.ReadAllTextAsync(home["a"]));
        Assert.Equal([home["a"]], Directory.GetFiles(home.Path));
    }

    [Fact]
    public async Task A_writer_that_throws_in_the_middle_leaves_what_was_there()
    {
        await File.WriteAllTextAsync(home["a"], "before");

        await Assert.ThrowsAsync<InvalidOperationException>(() => ResultFile.WriteAsync(home["a"], async (stream, token) =>
        {
            await stream.WriteAsync(new byte[100_000], token);
            throw new InvalidOperationException();
        }));

        Assert.Equal("before", await File.ReadAllTextAsync(home["a"]));
        Assert.Equal([home["a"]], Directory.GetFiles(home.Path));
    }

    [Fact]
    public async Task A_full_disk_is_told_with_the_file()
    {
        StarlingException exception = await Assert.ThrowsAsync<StarlingException>(
            () => ResultFile.WriteAsync(home["a"], (_, _) => throw new IOException("No space left on device")));

        Assert.Equal(ErrorCatalog.OutputNotWritable, exception.Error);
        Assert.Equal($"{home["a"]} cannot be written: No space left on device.", exception.Message);
        Assert.Empty(Directory.GetFiles(home.Path));
    }
}
