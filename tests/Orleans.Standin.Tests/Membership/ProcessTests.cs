using System.Diagnostics;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Membership;

internal interface IPlacedGrain : IGrainWithStringKey
{
    Task<string> WhereAsync();

    Task<int> GetProcessAsync();

    Task HoldAsync();

    IAsyncEnumerable<int> CountAsync(int count);
}

internal sealed class PlacedGrain : Grain, IPlacedGrain
{
    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);

    public Task<int> GetProcessAsync() => Task.FromResult(Environment.ProcessId);

    public async Task HoldAsync()
    {
        DelayDeactivation(TimeSpan.FromMinutes(1));
        await new TaskCompletionSource().Task;
    }

    public async IAsyncEnumerable<int> CountAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            await Task.Yield();
            yield return number;
        }
    }
}

/// <summary>Silos in several processes, which die in all the ways that a process can.</summary>
[Collection(AloneCollection.Name)]
public sealed class ProcessTests
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Silos_in_two_processes_are_one_cluster()
    {
        await using TestCluster cluster = await StartAsync();
        await using SiloProcess other = await SiloProcess.StartAsync(cluster.ClusterId, cluster.Silo(0).Address.Endpoint.Port);

        IPlacedGrain far = await FindFarAsync(cluster);

        Assert.NotEqual(Environment.ProcessId, await far.GetProcessAsync());
        Assert.Equal(2, cluster.Silo(0).ActiveSilos.Count);
    }

    [Fact]
    public async Task A_silo_that_never_called_for_a_sequence_serves_one()
    {
        await using TestCluster cluster = await StartAsync();
        await using SiloProcess other = await SiloProcess.StartAsync(cluster.ClusterId, cluster.Silo(0).Address.Endpoint.Port);

        IPlacedGrain far = await FindFarAsync(cluster);

        Assert.Equal(Enumerable.Range(0, 300), await far.CountAsync(300).ToListAsync());
    }

    [Fact]
    public async Task Calls_to_a_silo_that_is_killed_fail_at_once_and_its_grains_go_on_when_it_is_declared_dead()
    {
        await using TestCluster cluster = await StartAsync();
        await using SiloProcess other = await SiloProcess.StartAsync(cluster.ClusterId, cluster.Silo(0).Address.Endpoint.Port);
        IPlacedGrain far = await FindFarAsync(cluster);
        SiloAddress lost = cluster.Silo(0).ActiveSilos.Single(silo => !silo.Equals(cluster.Silo(0).Address));
        Task held = far.HoldAsync();
        Assert.False(held.IsCompleted);

        long start = Stopwatch.GetTimestamp();
        other.Kill();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => held).WaitAsync(Slack);
        Assert.Equal(cluster.Silo(0).Identity, await CallUntilAnsweredAsync(far));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, SiloProcess.Detection + Slack);
        Assert.Equal(SiloStatus.Dead, cluster.Silo(0).GetApproximateSiloStatus(lost));
    }

    [Fact]
    public async Task A_client_learns_that_the_silo_behind_its_gateway_is_gone()
    {
        await using TestCluster cluster = await StartAsync();
        await using SiloProcess other = await SiloProcess.StartAsync(cluster.ClusterId, cluster.Silo(0).Address.Endpoint.Port);
        using Microsoft.Extensions.Hosting.IHost client = await cluster.StartClientAsync();
        IPlacedGrain far = client.Services.GetGrain<IPlacedGrain>((await FindFarAsync(cluster)).GetPrimaryKeyString());
        Task held = far.HoldAsync();
        Assert.False(held.IsCompleted);

        other.Kill();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => held).WaitAsync(Slack);
        await client.StopAsync();
    }

    [Fact]
    public async Task A_silo_that_stood_still_ends_when_it_comes_back_and_finds_itself_dead()
    {
        await using TestCluster cluster = await StartAsync();
        await using SiloProcess other = await SiloProcess.StartAsync(cluster.ClusterId, cluster.Silo(0).Address.Endpoint.Port);
        IPlacedGrain far = await FindFarAsync(cluster);
        SiloAddress frozen = cluster.Silo(0).ActiveSilos.Single(silo => !silo.Equals(cluster.Silo(0).Address));
        using var limit = new CancellationTokenSource(Slack + SiloProcess.Detection);

        other.Stop();
        await cluster.Silo(0).MembershipAgent.WaitForAsync(snapshot => snapshot.StatusOf(frozen) == SiloStatus.Dead, limit.Token);
        Assert.Equal(cluster.Silo(0).Identity, await CallUntilAnsweredAsync(far));
        other.Continue();
        (int code, string errors) = await other.WaitForExitAsync(Slack);

        Assert.NotEqual(0, code);
        Assert.Contains("must end", errors, StringComparison.Ordinal);
        Assert.Equal(cluster.Silo(0).Identity, await far.WhereAsync());
    }

    [Fact]
    public async Task A_silo_that_stands_still_for_less_than_the_limit_stays()
    {
        await using TestCluster cluster = await StartAsync(options => options.NumMissedProbesLimit = 1000);
        await using SiloProcess other = await SiloProcess.StartAsync(cluster.ClusterId, cluster.Silo(0).Address.Endpoint.Port);
        IPlacedGrain far = await FindFarAsync(cluster);

        other.Stop();
        Task<string> waiting = far.WhereAsync();
        Assert.False(waiting.IsCompleted);
        other.Continue();

        Assert.NotEqual(cluster.Silo(0).Identity, await waiting);
        Assert.Equal(2, cluster.Silo(0).ActiveSilos.Count);
    }

    private static Task<TestCluster> StartAsync(Action<ClusterMembershipOptions>? configure = null) => TestCluster.StartAsync(configure: silo =>
    {
        silo.Configure<ClusterMembershipOptions>(SiloProcess.Quicken);
        if (configure is not null) silo.Configure(configure);
    });

    private static async Task<IPlacedGrain> FindFarAsync(TestCluster cluster)
    {
        while (true)
        {
            IPlacedGrain grain = cluster.Grains.GetGrain<IPlacedGrain>(Guid.NewGuid().ToString("N"));
            if (!string.Equals(await grain.WhereAsync(), cluster.Silo(0).Identity, StringComparison.Ordinal)) return grain;
        }
    }

    // Every refused call waits for the next version of the membership: one of them declares the lost silo dead.
    private static async Task<string> CallUntilAnsweredAsync(IPlacedGrain grain)
    {
        using var limit = new CancellationTokenSource(Slack + SiloProcess.Detection);
        while (true)
        {
            try
            {
                return await grain.WhereAsync();
            }
            catch (SiloUnavailableException)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }
}
