using System.Collections.Concurrent;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Directory;

internal interface IKeptInPlaceGrain : IGrainWithStringKey
{
    Task<(string Silo, Guid Instance)> WhoAsync();
}

internal sealed class KeptInPlaceGrain : Grain, IKeptInPlaceGrain
{
    /// <summary>The living activations by key: never two.</summary>
    public static readonly ConcurrentDictionary<string, Guid> Living = new(StringComparer.Ordinal);

    public static readonly ConcurrentQueue<string> Doubles = new();

    private readonly Guid _instance = Guid.NewGuid();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!Living.TryAdd(this.GetPrimaryKeyString(), _instance)) Doubles.Enqueue(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Living.TryRemove(new KeyValuePair<string, Guid>(this.GetPrimaryKeyString(), _instance));
        return Task.CompletedTask;
    }

    public Task<(string Silo, Guid Instance)> WhoAsync() => Task.FromResult((RuntimeIdentity, _instance));
}

[Collection(AloneCollection.Name)]
public sealed class HandoverTests
{
    private const int Grains = 200;
    private readonly string _prefix = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Grains_stay_where_they_are_when_silos_come_and_go()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        (string Silo, Guid Instance)[] before = await AskAllAsync(cluster, 0);

        await cluster.StartSiloAsync();
        (string Silo, Guid Instance)[] joined = await AskAllAsync(cluster, 2);
        Assert.Equal(before, joined);
        Assert.Equal(Grains, Enumerable.Range(0, 3).Sum(silo => cluster.Silo(silo).DirectoryEntries));

        await cluster.Hosts[2].StopAsync();
        (string Silo, Guid Instance)[] left = await AskAllAsync(cluster, 1);
        Assert.Equal(before, left);
    }

    [Fact]
    public async Task Only_the_grains_of_a_lost_silo_start_anew()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3);
        (string Silo, Guid Instance)[] before = await AskAllAsync(cluster, 0);
        string lost = cluster.Silo(2).Identity;

        await cluster.KillAsync(2);
        (string Silo, Guid Instance)[] after = await AskAllAsync(cluster, 0);

        Assert.All(before.Zip(after), pair => Assert.Equal(!string.Equals(pair.First.Silo, lost, StringComparison.Ordinal), pair.First == pair.Second));
        Assert.Contains(before, grain => string.Equals(grain.Silo, lost, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_grain_is_never_active_twice_while_silos_come_and_go_under_load()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        using var stop = new CancellationTokenSource();
        int answered = 0;
        Task[] callers = [.. Enumerable.Range(0, 2).Select(silo => Task.Run(async () =>
        {
            for (int index = 0; !stop.IsCancellationRequested; index++)
            {
                await CallAsync(cluster.Factory(silo).GetGrain<IKeptInPlaceGrain>($"{_prefix}-load-{index * 7 % Grains}"));
                Interlocked.Increment(ref answered);
            }
        }))];

        for (int round = 0; round < 5; round++)
        {
            await cluster.StartSiloAsync();
            int silo = cluster.Hosts.Count - 1;
            await Task.WhenAll(Enumerable.Range(0, Grains).Select(index => CallAsync(cluster.Factory(silo).GetGrain<IKeptInPlaceGrain>($"{_prefix}-load-{round}-{index}"))));
            await cluster.Hosts[silo].StopAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        Assert.True(answered > 0);
        Assert.DoesNotContain(KeptInPlaceGrain.Doubles, key => key.StartsWith(_prefix, StringComparison.Ordinal));
    }

    private async Task<(string Silo, Guid Instance)[]> AskAllAsync(TestCluster cluster, int silo) => await Task.WhenAll(
        Enumerable.Range(0, Grains).Select(index => CallAsync(cluster.Factory(silo).GetGrain<IKeptInPlaceGrain>($"{_prefix}-{index}"))));

    private static async Task<(string Silo, Guid Instance)> CallAsync(IKeptInPlaceGrain grain)
    {
        while (true)
        {
            try
            {
                return await grain.WhoAsync();
            }
            catch (OrleansMessageRejectionException)
            {
                await Task.Yield();
            }
        }
    }
}
