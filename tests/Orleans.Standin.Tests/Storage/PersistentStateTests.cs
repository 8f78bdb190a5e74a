using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Standin.Tests.Support;
using Orleans.Storage;
using Xunit;

namespace Orleans.Standin.Tests.Storage;

[GenerateSerializer]
internal sealed class NotesState
{
    [Id(0)]
    public List<string> Notes { get; set; } = [];

    [Id(1)]
    public double Score { get; set; } = double.NaN;
}

internal interface INotesGrain : IGrainWithStringKey
{
    Task AddAsync(string note, bool write);

    Task<string[]> GetAsync();

    Task<(string? Etag, bool Exists, double Score, bool WasReadFirst)> InspectAsync();

    Task EndAsync();

    Task ClearAsync();

    Task<bool> DisturbAsync();
}

internal sealed class NotesGrain(
    [PersistentState("notes", "notes")] IPersistentState<NotesState> notes,
    [PersistentState("counter")] IPersistentState<int> counter) : Grain, INotesGrain
{
    private bool _wasReadFirst;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _wasReadFirst = notes.RecordExists;
        return Task.CompletedTask;
    }

    public async Task AddAsync(string note, bool write)
    {
        notes.State.Notes.Add(note);
        counter.State++;
        if (!write) return;
        await notes.WriteStateAsync();
        await counter.WriteStateAsync();
    }

    public Task<string[]> GetAsync() => Task.FromResult<string[]>([.. notes.State.Notes]);

    public Task<(string? Etag, bool Exists, double Score, bool WasReadFirst)> InspectAsync() =>
        Task.FromResult((notes.Etag, notes.RecordExists, notes.State.Score, _wasReadFirst));

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ClearAsync() => notes.ClearStateAsync();

    // Writes behind this activation's back, as a second activation would.
    public async Task<bool> DisturbAsync()
    {
        IGrainStorage storage = (IGrainStorage)((IKeyedServiceProvider)ServiceProvider).GetRequiredKeyedService(typeof(IGrainStorage), "notes");
        var other = new GrainState<NotesState>();
        await storage.ReadStateAsync("notes", this.GetGrainId(), other);
        other.State!.Notes.Add("disturbed");
        await storage.WriteStateAsync("notes", this.GetGrainId(), other);
        return other.RecordExists;
    }
}

internal interface IHomelessGrain : IGrainWithStringKey
{
    Task PingAsync();
}

internal sealed class HomelessGrain([PersistentState("state", "nowhere")] IPersistentState<int> state) : Grain, IHomelessGrain
{
    public Task PingAsync() => Task.FromResult(state.State);
}

public sealed class PersistentStateTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;
    private INotesGrain _grain = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(silos: 2, configure: silo => silo.AddMemoryGrainStorage("notes").AddMemoryGrainStorageAsDefault());
        _grain = _cluster.Grains.GetGrain<INotesGrain>(Guid.NewGuid().ToString());
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task What_is_written_is_there_before_the_next_activation_starts()
    {
        await _grain.AddAsync("one", write: true);
        await _grain.AddAsync("lost", write: false);
        await _grain.EndAsync();

        Assert.Equal(["one"], await _grain.GetAsync());
        Assert.True((await _grain.InspectAsync()).WasReadFirst);
    }

    [Fact]
    public async Task A_state_that_was_never_written_is_a_new_one()
    {
        (string? etag, bool exists, double score, bool wasReadFirst) = await _grain.InspectAsync();

        Assert.Null(etag);
        Assert.False(exists);
        Assert.True(double.IsNaN(score));
        Assert.False(wasReadFirst);
    }

    [Fact]
    public async Task Every_write_has_a_new_etag_and_keeps_special_numbers()
    {
        await _grain.AddAsync("one", write: true);
        string? first = (await _grain.InspectAsync()).Etag;
        await _grain.AddAsync("two", write: true);
        await _grain.EndAsync();
        (string? second, bool exists, double score, _) = await _grain.InspectAsync();

        Assert.NotNull(first);
        Assert.NotEqual(first, second);
        Assert.True(exists);
        Assert.True(double.IsNaN(score));
    }

    [Fact]
    public async Task A_write_over_somebody_elses_is_refused_and_the_grain_starts_anew()
    {
        await _grain.AddAsync("one", write: true);
        await _grain.DisturbAsync();

        InconsistentStateException refused = await Assert.ThrowsAsync<InconsistentStateException>(() => _grain.AddAsync("two", write: true));

        Assert.NotEqual(refused.StoredEtag, refused.CurrentEtag);
        Assert.NotNull(refused.StoredEtag);
        Assert.Equal(["one", "disturbed"], await _grain.GetAsync());
    }

    [Fact]
    public async Task A_cleared_state_is_gone()
    {
        await _grain.AddAsync("one", write: true);
        await _grain.ClearAsync();
        Assert.False((await _grain.InspectAsync()).Exists);
        await _grain.EndAsync();

        Assert.Empty(await _grain.GetAsync());
        await _grain.AddAsync("again", write: true);
        Assert.Equal(["again"], await _grain.GetAsync());
    }

    [Fact]
    public async Task A_storage_that_nobody_configured_is_named()
    {
        OrleansConfigurationException refused = await Assert.ThrowsAsync<OrleansConfigurationException>(
            () => _cluster.Grains.GetGrain<IHomelessGrain>("a").PingAsync());

        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
    }
}
