using System.Text;
using Starling.Algorithms.Errors;
using Starling.Client.Results;
using Xunit;

namespace Starling.Client.Tests.Results;

public sealed class ResultFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_written_whole()
    {
        await ResultFile.WriteAsync(_folder["a"], (stream, token) => stream.WriteAsync(Encoding.UTF8.GetBytes("whole"), token).AsTask());

        Assert.Equal("whole", await File.ReadAllTextAsync(_folder["a"]));
        Assert.Equal([_folder["a"]], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_writer_that_throws_in_the_middle_leaves_what_was_there()
    {
        await File.WriteAllTextAsync(_folder["a"], "before");

        await Assert.ThrowsAsync<InvalidOperationException>(() => ResultFile.WriteAsync(_folder["a"], async (stream, token) =>
        {
            await stream.WriteAsync(new byte[100_000], token);
            throw new InvalidOperationException();
        }));

        Assert.Equal("before", await File.ReadAllTextAsync(_folder["a"]));
        Assert.Equal([_folder["a"]], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_full_disk_is_told_with_the_file()
    {
        StarlingException exception = await Assert.ThrowsAsync<StarlingException>(
            () => ResultFile.WriteAsync(_folder["a"], (_, _) => throw new IOException("No space left on device")));

        Assert.Equal(ErrorCatalog.OutputNotWritable, exception.Error);
        Assert.Equal($"{_folder["a"]} cannot be written: No space left on device.", exception.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
