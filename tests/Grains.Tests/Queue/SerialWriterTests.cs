using Starling.Grains.Queue;
using Xunit;

namespace Starling.Grains.Tests.Queue;

public sealed class SerialWriterTests
{
    private readonly List<TaskCompletionSource> writes = [];

    [Fact]
    public async Task Who_asks_while_one_write_runs_shares_the_next()
    {
        var writer = new SerialWriter(WriteAsync);
        Task first = writer.WriteAsync();
        Task second = writer.WriteAsync();
        Task third = writer.WriteAsync();
        Assert.Single(writes);
        Assert.Same(second, third);

        writes[0].SetResult();
        await first;
        await WrittenAsync(2);
        Assert.False(second.IsCompleted);

        writes[1].SetResult();
        await Task.WhenAll(second, third);
        Assert.Equal(2, writes.Count);
    }

    [Fact]
    public async Task A_write_that_fails_fails_for_those_alone_who_asked_for_it()
    {
        var writer = new SerialWriter(WriteAsync);
        Task first = writer.WriteAsync();
        Task second = writer.WriteAsync();
        writes[0].SetException(new IOException("full"));
        await Assert.ThrowsAsync<IOException>(() => first);
        await WrittenAsync(2);
        writes[1].SetResult();
        await second;

        Task third = writer.WriteAsync();
        writes[2].SetResult();
        await third;
    }

    private Task WriteAsync()
    {
        var write = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (writes)
            writes.Add(write);
        return write.Task;
    }

    private async Task WrittenAsync(int count)
    {
        while (true)
        {
            lock (writes)
            {
                if (writes.Count >= count)
                    return;
            }

            await Task.Yield();
        }
    }
}
