using Orleans.Storage;
using Xunit;

namespace Starling.TestSupport.Orleans;

/// <summary>A state with text and bytes.</summary>
[GenerateSerializer]
internal sealed class SuiteState
{
    [Id(0)]
    public string Text { get; set; } = "new";

    [Id(1)]
    public byte[] Bytes { get; set; } = [];
}

/// <summary>
/// What a storage of grain states has to do, whichever it is: a test class derives from this and says which. The file is compiled
/// into the test projects that use it, since each of them has its own engine.
/// </summary>
public abstract class GrainStorageSuite
{
    private const string StateName = "state";
    private const int Large = 8 << 20;

    /// <summary>The storage; other tests may use it at the same time.</summary>
    protected abstract IGrainStorage Storage { get; }

    /// <summary>
    /// Whether grains of two classes with one key and one name of a state have two states. In Orleans' ADO.NET provider they share
    /// one: names of states have to be different there.
    /// </summary>
    protected virtual bool TellsClassesApart => true;

    /// <summary>Whether the storage takes a key at all; what it does not take it refuses.</summary>
    protected virtual bool Takes(string key) => true;

    /// <summary>Keys that have led storages astray.</summary>
    public static TheoryData<string> OddKeys =>
    [
        "a/b", "a//b/", "../../x", "..", ".hidden", "a.b", "a\\b", "C:", "CON", " blank ", "quote'\"`", "percent%2F%", "a?b=c&d#e", "plus+plus", "brace{0}",
        "star*", "ünïcödé", "日本語", "👩‍🔬", "a:b;c,d", "--", "$HOME", new string('x', 200),
    ];

    [Fact]
    public async Task A_state_that_was_never_written_is_a_new_one()
    {
        GrainState<SuiteState> state = await ReadAsync(NewId());

        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
        Assert.Equal("new", state.State!.Text);
    }

    [Fact]
    public async Task What_was_written_is_read()
    {
        GrainId id = NewId();
        GrainState<SuiteState> written = await WriteAsync(id, "one");

        GrainState<SuiteState> read = await ReadAsync(id);

        Assert.NotNull(written.ETag);
        Assert.True(written.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.True(read.RecordExists);
        Assert.Equal("one", read.State!.Text);
    }

    [Fact]
    public async Task Every_write_has_another_etag()
    {
        GrainId id = NewId();
        GrainState<SuiteState> state = await WriteAsync(id, "same");
        var etags = new HashSet<string?>(StringComparer.Ordinal) { state.ETag };
        for (int count = 0; count < 4; count++)
        {
            await Storage.WriteStateAsync(StateName, id, state);
            Assert.True(etags.Add(state.ETag));
        }
    }

    [Fact]
    public async Task A_write_over_somebody_elses_is_refused_and_changes_nothing()
    {
        GrainId id = NewId();
        GrainState<SuiteState> stale = await WriteAsync(id, "one");
        GrainState<SuiteState> newer = await ReadAsync(id);
        newer.State!.Text = "two";
        await Storage.WriteStateAsync(StateName, id, newer);
        string? etag = stale.ETag;
        stale.State!.Text = "stale";

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, id, stale));

        Assert.Equal(etag, stale.ETag);
        await AssertStoredAsync(id, "two", newer.ETag);
    }

    [Fact]
    public async Task A_clear_of_somebody_elses_state_is_refused_and_changes_nothing()
    {
        GrainId id = NewId();
        GrainState<SuiteState> stale = await WriteAsync(id, "one");
        GrainState<SuiteState> newer = await ReadAsync(id);
        newer.State!.Text = "two";
        await Storage.WriteStateAsync(StateName, id, newer);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, id, stale));

        await AssertStoredAsync(id, "two", newer.ETag);
    }

    [Fact]
    public async Task A_first_write_over_a_state_that_is_there_is_refused()
    {
        GrainId id = NewId();
        GrainState<SuiteState> first = await WriteAsync(id, "first");

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(id, "second"));

        await AssertStoredAsync(id, "first", first.ETag);
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_can_be_written_again()
    {
        GrainId id = NewId();
        GrainState<SuiteState> state = await WriteAsync(id, "one");

        await Storage.ClearStateAsync(StateName, id, state);

        Assert.False(state.RecordExists);
        Assert.Equal("new", state.State!.Text);
        GrainState<SuiteState> read = await ReadAsync(id);
        Assert.False(read.RecordExists);
        Assert.Equal("new", read.State!.Text);
        state.State.Text = "again";
        await Storage.WriteStateAsync(StateName, id, state);
        await AssertStoredAsync(id, "again", state.ETag);
    }

    [Fact]
    public async Task A_write_after_somebody_elses_clear_is_refused()
    {
        GrainId id = NewId();
        GrainState<SuiteState> stale = await WriteAsync(id, "one");
        await Storage.ClearStateAsync(StateName, id, await ReadAsync(id));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, id, stale));

        Assert.False((await ReadAsync(id)).RecordExists);
    }

    [Fact]
    public async Task Clearing_what_is_not_there_is_no_error()
    {
        GrainId id = NewId();
        GrainState<SuiteState> state = await ReadAsync(id);

        await Storage.ClearStateAsync(StateName, id, state);

        Assert.False(state.RecordExists);
        Assert.False((await ReadAsync(id)).RecordExists);
    }

    [Fact]
    public async Task A_large_state_comes_back_whole()
    {
        GrainId id = NewId();
        var bytes = new byte[Large];
        new Random(17).NextBytes(bytes);
        var state = new GrainState<SuiteState>(new SuiteState { Text = "large", Bytes = bytes });
        await Storage.WriteStateAsync(StateName, id, state);

        GrainState<SuiteState> read = await ReadAsync(id);

        Assert.True(bytes.AsSpan().SequenceEqual(read.State!.Bytes));
        await Storage.ClearStateAsync(StateName, id, read);
    }

    [Theory]
    [MemberData(nameof(OddKeys))]
    public async Task An_odd_key_is_a_key_like_any_other(string key)
    {
        // The suffix keeps runs on one storage apart, and the key alone would be no text but a number to some.
        GrainId id = GrainId.Create("suite", $"{key}~{Guid.NewGuid():N}");
        if (!Takes(key))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync(id, key));
            return;
        }

        GrainState<SuiteState> state = await WriteAsync(id, key);

        await AssertStoredAsync(id, key, state.ETag);
        await Storage.ClearStateAsync(StateName, id, state);
        Assert.False((await ReadAsync(id)).RecordExists);
    }

    [Fact]
    public async Task Keys_and_names_that_look_alike_are_different_states()
    {
        string key = $"Key-{Guid.NewGuid():N}";
        (string Name, GrainId Id)[] places =
        [
            ("state", GrainId.Create("suite", key)), ("State", GrainId.Create("suite", key)), ("state", GrainId.Create("suite", key.ToUpperInvariant())),
            ("state", GrainId.Create("suite", key + "/x")), ("state", GrainId.Create("suite", key + "-x")), ("state", GrainId.Create("suite", key + "%2Fx")),
            ("state", GrainId.Create("suite", key + " ")),
        ];
        for (int index = 0; index < places.Length; index++)
            await Storage.WriteStateAsync(places[index].Name, places[index].Id, new GrainState<SuiteState>(new SuiteState { Text = $"{index}" }));

        for (int index = 0; index < places.Length; index++)
        {
            var read = new GrainState<SuiteState>();
            await Storage.ReadStateAsync(places[index].Name, places[index].Id, read);
            Assert.Equal($"{index}", read.State!.Text);
        }
    }

    [Fact]
    public async Task Classes_with_one_key_have_different_states_where_the_storage_can_tell()
    {
        string key = $"key-{Guid.NewGuid():N}";
        GrainState<SuiteState> first = await WriteAsync(GrainId.Create("suite", key), "first");
        GrainState<SuiteState> other = await ReadAsync(GrainId.Create("suite2", key));

        Assert.Equal(!TellsClassesApart, other.RecordExists);
        Assert.Equal(TellsClassesApart ? null : first.ETag, other.ETag);
    }

    [Fact]
    public async Task Of_many_first_writers_one_wins()
    {
        GrainId id = NewId();

        string[] winners = await RaceAsync(id, () => new GrainState<SuiteState>());

        await AssertStoredAsync(id, Assert.Single(winners), etag: null);
    }

    [Fact]
    public async Task Of_many_writers_of_one_version_one_wins()
    {
        GrainId id = NewId();
        string? etag = (await WriteAsync(id, "start")).ETag;

        string[] winners = await RaceAsync(id, () => new GrainState<SuiteState>(null, etag) { RecordExists = true });

        await AssertStoredAsync(id, Assert.Single(winners), etag: null);
    }

    private static GrainId NewId() => GrainId.Create("suite", $"key-{Guid.NewGuid():N}");

    private async Task<string[]> RaceAsync(GrainId id, Func<GrainState<SuiteState>> start)
    {
        const int Writers = 16;
        using var line = new Barrier(Writers);
        string?[] winners = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(
            async () =>
            {
                GrainState<SuiteState> state = start();
                state.State = new SuiteState { Text = $"writer {writer}" };
                line.SignalAndWait(TestContext.Current.CancellationToken);
                try
                {
                    await Storage.WriteStateAsync(StateName, id, state);
                    return state.State.Text;
                }
                catch (InconsistentStateException)
                {
                    return null;
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
        return [.. winners.OfType<string>()];
    }

    private async Task<GrainState<SuiteState>> ReadAsync(GrainId id)
    {
        var state = new GrainState<SuiteState>();
        await Storage.ReadStateAsync(StateName, id, state);
        return state;
    }

    private async Task<GrainState<SuiteState>> WriteAsync(GrainId id, string text)
    {
        var state = new GrainState<SuiteState>(new SuiteState { Text = text });
        await Storage.WriteStateAsync(StateName, id, state);
        return state;
    }

    private async Task AssertStoredAsync(GrainId id, string text, string? etag)
    {
        GrainState<SuiteState> read = await ReadAsync(id);
        Assert.True(read.RecordExists);
        Assert.Equal(text, read.State!.Text);
        if (etag is not null) Assert.Equal(etag, read.ETag);
    }
}
