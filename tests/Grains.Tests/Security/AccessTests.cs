using Starling.Client;
using Starling.GrainInterfaces;
using Starling.Grains.Tests.Cluster;
using Xunit;

namespace Starling.Grains.Tests.Security;

/// <summary>A cluster that asks for tokens, over TCP.</summary>
public sealed class AccessTests(GuardedCluster cluster) : IClassFixture<GuardedCluster>
{
    /// <summary>What the tests of this class are refused.</summary>
    private static readonly string[] Tried =
    [
        "call of IProbeGrain.", "call of IJobGrain.", "call of IShardGrain.", "call of IWorkerGrain.", "call of IJobQueueGrain.",
        "call of IInventoryGrain.", "call of IManagementGrain.", "call of an enumeration",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submitter_runs_a_job_on_two_silos_and_sees_it_end()
    {
        IClusterClient client = await cluster.ConnectAsync(GuardedCluster.Submitter);

        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(new StarlingClient(client), TestJobs.Small(TestJobs.FedSpeed));

        Assert.Equal(JobPhase.Completed, status.Phase);
        Assert.Contains(events, happened => happened.Kind == JobEventKinds.Completed);

        // Nothing of what Orleans does by itself is stopped: its timers, probes, directory, statistics.
        Assert.DoesNotContain(
            cluster.Log.Text.Split('\n'),
            line => line.Contains("was refused: STAR", StringComparison.Ordinal) && !Tried.Any(name => line.Contains(name, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(null, "carries none")]
    [InlineData("", "carries none")]
    [InlineData("no token of this cluster", "does not know")]
    [InlineData(GuardedCluster.Expired, "expired on 2020-02-02")]
    [InlineData("0123456789-the-secret-of-the-cluster-987654321X", "does not know")]
    public async Task A_token_that_is_none_is_refused(string? token, string message)
    {
        IClusterClient client = await cluster.ConnectAsync(token is null ? null : ForgingFilter.WithToken(token));

        JobRefusedException refusal = await Assert.ThrowsAsync<JobRefusedException>(() => Probe(client, "a").WhoAsync());

        Assert.Equal("STAR0601", refusal.Code);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        if (token?.Length > 0)
            Assert.DoesNotContain(token, refusal.ToString(), StringComparison.Ordinal);
        await RefusedAsync("STAR0601", () => client.GetGrain<IJobGrain>("a").GetStatusAsync());
        await RefusedAsync("STAR0601", () => client.GetGrain<IShardGrain>("a/0").PushAsync(new Chunk()));
        await RefusedAsync("STAR0601", () => client.GetGrain<IManagementGrain>(0).GetHosts());
        await RefusedAsync("STAR0601", () => Probe(client, "a").CountAsync(Cancellation).FirstAsync(Cancellation).AsTask());
    }

    [Fact]
    public async Task A_role_allows_what_it_says_and_what_lesser_ones_do()
    {
        IClusterClient viewer = await cluster.ConnectAsync(GuardedCluster.Viewer);
        IClusterClient submitter = await cluster.ConnectAsync(GuardedCluster.Submitter);
        IClusterClient operators = await cluster.ConnectAsync(GuardedCluster.Operator);

        Assert.Null(await viewer.GetGrain<IJobGrain>("none").GetStatusAsync());
        Assert.DoesNotContain(await viewer.GetGrain<IJobQueueGrain>(IJobQueueGrain.Key).ListAsync(true), job => job.JobId == "none");
        await Eventually.HoldsAsync(async () => (await viewer.GetGrain<IInventoryGrain>(IInventoryGrain.Key).ListAsync()).Length == 2);
        JobSpec spec = TestJobs.Small(TestJobs.FedSpeed).ToSpec();
        JobRefusedException refusal = await RefusedAsync("STAR0602", () => viewer.GetGrain<IJobGrain>("none").SubmitAsync(spec));
        Assert.Equal("IJobGrain.SubmitAsync needs the role submitter; this token has viewer.", refusal.Message);
        await RefusedAsync("STAR0602", () => viewer.GetGrain<IJobGrain>("none").CancelAsync());
        await RefusedAsync("STAR0602", () => Probe(submitter, "a").OperateAsync());
        await Probe(operators, "a").OperateAsync();
    }

    [Fact]
    public async Task What_is_for_the_cluster_no_token_allows()
    {
        IClusterClient client = await cluster.ConnectAsync(GuardedCluster.Operator);

        await RefusedAsync("STAR0602", () => client.GetGrain<IShardGrain>("a/0").PushAsync(new Chunk()));
        await RefusedAsync("STAR0602", () => client.GetGrain<IWorkerGrain>("a/0").ComputeAsync(new RoundOrder()));
        await RefusedAsync("STAR0602", () => client.GetGrain<IJobGrain>("a").AdmitAsync());
        await RefusedAsync("STAR0602", () => client.GetGrain<IJobGrain>("a").ReportAsync(new WorkerReport()));
        await RefusedAsync("STAR0602", () => client.GetGrain<IJobQueueGrain>(IJobQueueGrain.Key).RemoveAsync("a"));
        await RefusedAsync("STAR0602", () => client.GetGrain<IInventoryGrain>(IInventoryGrain.Key)
            .ReportAsync(new SiloReport { Name = "forged", Address = "S127.0.0.1:1:1" }));
        await RefusedAsync("STAR0602", () => client.GetGrain<IManagementGrain>(0).GetHosts());
        await RefusedAsync("STAR0602", () => Probe(client, "a").ClosedAsync());
    }

    [Fact]
    public async Task The_caller_is_who_the_token_says_whatever_the_client_writes()
    {
        IClusterClient client = await cluster.ConnectAsync(new ForgingFilter
        {
            Entries =
            {
                [CallContextKeys.Token] = GuardedCluster.Viewer,
                [CallContextKeys.Caller] = "olga",
                [CallContextKeys.Role] = (int)AccessRole.Operator,
                [CallContextKeys.Labels] = "gpu=true",
                ["something"] = "else",
            },
        });

        // Labels steer where a grain is woken, nothing else; these are awake.
        await Probe(cluster.Silos.Client, "who").WhoFurtherAsync("who else");

        Assert.Equal("vera/Viewer", await Probe(client, "who").WhoAsync());
        Assert.Equal("vera/Viewer", await Probe(client, "who").WhoFurtherAsync("who else"));
        Assert.Equal([CallContextKeys.Caller, CallContextKeys.Role], await Probe(client, "who").ContextAsync());
        await RefusedAsync("STAR0602", () => Probe(client, "who").OperateAsync());
    }

    [Fact]
    public async Task The_cluster_itself_is_nobody_and_may_do_everything()
    {
        await Probe(cluster.Silos.Client, "own").ClosedAsync();
        await Probe(cluster.Silos.Client, "own").OperateAsync();

        Assert.Equal("/", await Probe(cluster.Silos.Client, "own").WhoAsync());
    }

    [Fact]
    public async Task A_grain_that_the_cluster_woke_lets_nobody_in_for_that()
    {
        // The flow that activates a grain carries the secret: none of it may be left for calls that carry nothing.
        IClusterClient client = await cluster.ConnectAsync((IOutgoingGrainCallFilter?)null);
        for (int i = 0; i < 20; i++)
        {
            IProbeGrain own = Probe(cluster.Silos.Client, $"woken-{i}");
            await own.WhoFurtherAsync($"woken-further-{i}");

            await RefusedAsync("STAR0601", () => Probe(client, $"woken-{i}").WhoAsync());
            await RefusedAsync("STAR0601", () => Probe(client, $"woken-further-{i}").WhoAsync());
        }
    }

    [Fact]
    public async Task An_enumeration_asks_for_the_role_of_its_method()
    {
        IClusterClient viewer = await cluster.ConnectAsync(GuardedCluster.Viewer);
        IClusterClient operators = await cluster.ConnectAsync(GuardedCluster.Operator);

        Assert.Equal(0, await Probe(viewer, "count").CountAsync(Cancellation).FirstAsync(Cancellation));
        Assert.Equal(0, await Probe(operators, "count").CountForOperatorsAsync(Cancellation).FirstAsync(Cancellation));
        await RefusedAsync("STAR0602", () => Probe(viewer, "count").CountForOperatorsAsync(Cancellation).FirstAsync(Cancellation).AsTask());
        await RefusedAsync("STAR0602", () => Probe(operators, "count").CountForNobodyAsync(Cancellation).FirstAsync(Cancellation).AsTask());
    }

    [Fact]
    public async Task An_enumeration_that_has_begun_does_not_go_on_without_a_token()
    {
        ForgingFilter filter = ForgingFilter.WithToken(GuardedCluster.Viewer);
        IClusterClient client = await cluster.ConnectAsync(filter);
        IProbeGrain probe = Probe(client, "going on");
        await using IAsyncEnumerator<int> numbers = probe.CountAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await numbers.MoveNextAsync());
        await probe.ReleaseAsync();
        Assert.True(await numbers.MoveNextAsync());

        filter.Entries[CallContextKeys.Token] = "taken away";
        await RefusedAsync("STAR0601", () => numbers.MoveNextAsync().AsTask());
        filter.Entries[CallContextKeys.Token] = GuardedCluster.Viewer;
    }

    [Fact]
    public async Task Neither_secret_nor_token_is_logged()
    {
        IClusterClient client = await cluster.ConnectAsync(GuardedCluster.Operator);
        IClusterClient stranger = await cluster.ConnectAsync("a token that nobody knows");
        await Probe(client, "logged").OperateAsync();
        await RefusedAsync("STAR0602", () => Probe(client, "logged").ClosedAsync());
        await RefusedAsync("STAR0601", () => Probe(stranger, "logged").WhoAsync());

        string log = cluster.Log.Text;
        Assert.Contains("IProbeGrain.ClosedAsync was refused: STAR0602", log, StringComparison.Ordinal);
        foreach (string secret in (string[])[GuardedCluster.Secret, GuardedCluster.Operator, "a token that nobody knows", SecurityTestData.Hash(GuardedCluster.Operator)])
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    private static IProbeGrain Probe(IClusterClient client, string key) => client.GetGrain<IProbeGrain>(key);

    private static async Task<JobRefusedException> RefusedAsync(string code, Func<Task> call)
    {
        JobRefusedException refusal = await Assert.ThrowsAsync<JobRefusedException>(call);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
