using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Starling.Grains.Checkpoints;
using Starling.Silo.Storage;
using Xunit;

namespace Starling.Silo.Tests.Storage;

public sealed class FolderGrainStorageTests : IAsyncLifetime
{
    private static readonly GrainId Grain = GrainId.Create("shard", "job-1/0");

    private readonly string folder = Directory.CreateTempSubdirectory("starling-storage-").FullName;
    private EmbeddedCluster cluster = null!;
    private FolderGrainStorage storage = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        storage = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_state_is_read_as_it_was_written()
    {
        GrainState<CheckpointPart> written = Part(1, 2, 3);
        await storage.WriteStateAsync("slot0", Grain, written);
        GrainState<CheckpointPart> read = await ReadAsync("slot0");

        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal([1, 2, 3], read.State!.Data);
    }

    [Fact]
    public async Task What_is_not_there_is_an_empty_state()
    {
        GrainState<CheckpointPart> read = await ReadAsync("nothing");

        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
        Assert.NotNull(read.State);
    }

    [Fact]
    public async Task A_writer_that_has_not_seen_the_newest_state_is_refused()
    {
        GrainState<CheckpointPart> first = Part(1);
        await storage.WriteStateAsync("slot0", Grain, first);
        GrainState<CheckpointPart> stale = await ReadAsync("slot0");
        first.State = new CheckpointPart { Data = [2] };
        await storage.WriteStateAsync("slot0", Grain, first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("slot0", Grain, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("slot0", Grain, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("slot0", Grain, Part(9)));
        Assert.Equal([2], (await ReadAsync("slot0")).State!.Data);
    }

    [Fact]
    public async Task Of_many_that_write_at_once_one_is_right()
    {
        FolderGrainStorage[] writers = [.. Enumerable.Range(0, 8).Select(_ => Open())];
        bool[] wrote = await Task.WhenAll(writers.Select((writer, number) => Task.Run(async () =>
        {
            try
            {
                await writer.WriteStateAsync("slot0", Grain, Part((byte)number));
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        })));

        Assert.Equal(1, wrote.Count(one => one));
        Assert.Equal([(byte)Array.IndexOf(wrote, true)], (await ReadAsync("slot0")).State!.Data);
    }

    [Fact]
    public async Task A_state_that_was_cleared_can_be_written_anew()
    {
        GrainState<CheckpointPart> state = Part(1);
        await storage.WriteStateAsync("slot0", Grain, state);
        await storage.ClearStateAsync("slot0", Grain, state);

        Assert.False((await ReadAsync("slot0")).RecordExists);
        await storage.WriteStateAsync("slot0", Grain, Part(2));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(-1)]
    public async Task A_changed_byte_is_found_and_the_state_can_be_replaced(int position)
    {
        await storage.WriteStateAsync("slot0", Grain, Part(1, 2, 3, 4, 5));
        string path = storage.PathOf("slot0", Grain);
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[position < 0 ? ^1 : position] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        if (position == 10)
        {
            // The ETag itself was changed: the content is whole, and nobody's ETag fits.
            Assert.True((await ReadAsync("slot0")).RecordExists);
            return;
        }

        InvalidDataException damaged = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("slot0"));
        Assert.Contains(path, damaged.Message, StringComparison.Ordinal);
        await storage.WriteStateAsync("slot0", Grain, Part(7));
        Assert.Equal([7], (await ReadAsync("slot0")).State!.Data);
    }

    [Fact]
    public async Task A_half_written_file_is_never_seen_and_goes_with_the_next_write()
    {
        GrainState<CheckpointPart> state = Part(1);
        await storage.WriteStateAsync("slot0", Grain, state);
        string left = storage.PathOf("slot0", Grain) + ".123-abc.tmp";
        await File.WriteAllBytesAsync(left, [1, 2, 3], TestContext.Current.CancellationToken);
        Assert.Equal([1], (await ReadAsync("slot0")).State!.Data);

        await storage.WriteStateAsync("slot0", Grain, state);

        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task A_write_that_fails_leaves_what_was_there()
    {
        GrainState<CheckpointPart> state = Part(1);
        await storage.WriteStateAsync("slot0", Grain, state);
        string path = storage.PathOf("slot0", Grain);

        // A folder stands where the file would be renamed to.
        var blocked = GrainId.Create("shard", "blocked/0");
        Directory.CreateDirectory(storage.PathOf("slot0", blocked));
        IOException failure = await Assert.ThrowsAsync<IOException>(() => Task.FromResult(FolderFile.Write(storage.PathOf("slot0", blocked), [1])));

        Assert.Contains("cannot be written", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(storage.PathOf("slot0", blocked))!, "*.tmp"));
        Assert.True(File.Exists(path));
    }

    [Theory]
    [InlineData("job/../../etc", "name")]
    [InlineData("a b\u00e9\n", "x/y")]
    [InlineData(".hidden", "..")]
    public async Task Keys_with_odd_characters_stay_in_the_folder(string key, string name)
    {
        var grain = GrainId.Create("job", key);
        await storage.WriteStateAsync(name, grain, Part(1));

        Assert.StartsWith(storage.Folder, Path.GetFullPath(storage.PathOf(name, grain)), StringComparison.Ordinal);
        var read = new GrainState<CheckpointPart>();
        await storage.ReadStateAsync(name, grain, read);
        Assert.Equal([1], read.State!.Data);
    }

    [Fact]
    public async Task Long_keys_are_told_apart()
    {
        var one = GrainId.Create("job", new string('a', 300) + "1");
        var two = GrainId.Create("job", new string('a', 300) + "2");
        await storage.WriteStateAsync("s", one, Part(1));
        await storage.WriteStateAsync("s", two, Part(2));
        var read = new GrainState<CheckpointPart>();
        await storage.ReadStateAsync("s", one, read);

        Assert.Equal([1], read.State!.Data);
    }

    private static GrainState<CheckpointPart> Part(params byte[] data) => new(new CheckpointPart { Data = data });

    private FolderGrainStorage Open() => new(folder, cluster.Silos[0].GetRequiredService<Serializer>(), TimeProvider.System);

    private async Task<GrainState<CheckpointPart>> ReadAsync(string name)
    {
        var state = new GrainState<CheckpointPart>();
        await storage.ReadStateAsync(name, Grain, state);
        return state;
    }
}
