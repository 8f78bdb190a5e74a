using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Starling.Grains.Hosting;
using Starling.Silo.Health;
using Starling.Silo.Settings;
using Starling.TestSupport;
using Xunit;

namespace Starling.Silo.Tests.Health;

public sealed class ReadinessTests : IDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly Readiness readiness;
    private SiloStatus status = SiloStatus.Active;
    private Func<Task> storage = () => Task.CompletedTask;
    private int probes;

    public ReadinessTests() => readiness = new Readiness(() => status, ProbeAsync, time);

    public void Dispose() => readiness.Dispose();

    [Theory]
    [InlineData(SiloStatus.Created)]
    [InlineData(SiloStatus.Joining)]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Dead)]
    public async Task A_silo_that_is_not_active_is_not_ready(SiloStatus now)
    {
        status = now;

        Assert.Equal($"the silo is {now}", await AskAsync());
        Assert.Equal(0, probes);
    }

    [Fact]
    public async Task The_storage_is_asked_every_ten_seconds_at_most()
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.Null(await AskAsync());
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, probes);
    }

    [Fact]
    public async Task A_storage_that_fails_is_told_and_forgotten_when_it_works_again()
    {
        storage = () => throw new IOException("no\nspace");
        Assert.Equal("the storage cannot be used: no space", await AskAsync());

        storage = () => Task.CompletedTask;
        Assert.NotNull(await AskAsync());
        time.Advance(Readiness.StorageCounts);
        Assert.Null(await AskAsync());
    }

    [Fact]
    public async Task A_storage_that_does_not_answer_is_not_waited_for()
    {
        storage = () => new TaskCompletionSource().Task;
        Task<string?> asked = AskAsync();
        Assert.False(asked.IsCompleted);

        time.Advance(Readiness.Patience);

        Assert.Contains("does not answer", await asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_tried_and_nothing_stays_in_it()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(
            1, storage: new StorageSettings { Kind = StorageKind.Folder, Folder = folder.Path }, cancellationToken: cancellation);
        IGrainStorage provider = cluster.Silos[0].GetRequiredKeyedService<IGrainStorage>(StarlingGrainServices.StorageName);
        SiloAddress silo = cluster.Silos[0].GetRequiredService<ILocalSiloDetails>().SiloAddress;
        storage = () => StorageProbe.RunAsync(provider, silo, TimeProvider.System);
        Assert.Null(await AskAsync());
        Assert.Empty(Directory.GetFiles(folder.Path, "probe.state", SearchOption.AllDirectories));

        // A file stands where the folder of the probes would be: not even root can write below it.
        Directory.Delete(folder["health"], recursive: true);
        folder.Write("health", "in the way");
        time.Advance(Readiness.StorageCounts);

        Assert.StartsWith("the storage cannot be used: ", await AskAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_endpoint_answers_in_the_codes_that_probes_understand()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using var endpoint = new HealthEndpoint(new HealthSettings { Port = 0 }, readiness);
        await endpoint.StartAsync(cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(endpoint.Address!) };

        Assert.Equal((200, "alive"), await GetAsync(http, "/health/live"));
        Assert.Equal((200, "ready"), await GetAsync(http, "/health/ready"));
        Assert.Equal((200, "started"), await GetAsync(http, "/health/startup"));
        Assert.Equal(404, (await GetAsync(http, "/")).Status);

        storage = () => throw new IOException("no space");
        time.Advance(Readiness.StorageCounts);
        Assert.Equal((503, "the storage cannot be used: no space"), await GetAsync(http, "/health/ready"));
        status = SiloStatus.ShuttingDown;
        Assert.Equal((503, "the silo is ShuttingDown"), await GetAsync(http, "/health/ready"));
        Assert.Equal((200, "started"), await GetAsync(http, "/health/startup"));
        status = SiloStatus.Joining;
        Assert.Equal((503, "the silo is Joining"), await GetAsync(http, "/health/startup"));
        Assert.Equal((200, "alive"), await GetAsync(http, "/health/live"));
        await endpoint.StopAsync(cancellation);
    }

    private static async Task<(int Status, string Text)> GetAsync(HttpClient http, string path)
    {
        using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task<string?> AskAsync() => readiness.TroubleAsync(TestContext.Current.CancellationToken);

    private Task ProbeAsync()
    {
        probes++;
        return storage();
    }
}
