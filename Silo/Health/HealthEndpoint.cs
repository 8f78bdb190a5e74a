using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Starling.Grains.Hosting;
using Starling.Silo.Settings;

namespace Starling.Silo.Health;

/// <summary>
/// Answers <c>/health/live</c>, whether the process lives, and <c>/health/ready</c>, whether the silo is a member of its cluster and
/// its storage can be used: 200 or 503, with a word of text.
/// </summary>
/// <param name="settings">Where.</param>
/// <param name="services">The silo's services.</param>
/// <param name="time">The clock.</param>
internal sealed class HealthEndpoint(HealthSettings settings, IServiceProvider services, TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>How long a look at the storage counts.</summary>
    private static readonly TimeSpan StorageCounts = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim looking = new(1);
    private WebApplication? web;
    private string? storageTrouble;
    private long? looked;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(settings.Address), settings.Port));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        web = builder.Build();
        web.MapGet("/health/live", () => Results.Text("alive"));
        web.MapGet("/health/ready", async () => await TroubleAsync() is { } trouble
            ? Results.Text(trouble, statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ready"));
        await web.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (web is not null)
            await web.DisposeAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => looking.Dispose();

    /// <summary>Why the silo is not ready; null where it is.</summary>
    internal async Task<string?> TroubleAsync()
    {
        SiloStatus status = services.GetRequiredService<ISiloStatusOracle>().CurrentStatus;
        if (status != SiloStatus.Active)
            return $"the silo is {status}";

        await looking.WaitAsync();
        try
        {
            if (looked is null || time.GetElapsedTime(looked.Value) >= StorageCounts)
            {
                storageTrouble = await StorageTroubleAsync();
                looked = time.GetTimestamp();
            }

            return storageTrouble;
        }
        finally
        {
            looking.Release();
        }
    }

    private async Task<string?> StorageTroubleAsync()
    {
        IGrainStorage storage = services.GetRequiredKeyedService<IGrainStorage>(StarlingGrainServices.StorageName);
        GrainId probe = GrainId.Create("health", services.GetRequiredService<ILocalSiloDetails>().Name);
        try
        {
            var state = new GrainState<HealthProbe>();
            await storage.ReadStateAsync("probe", probe, state);
            state.State = new HealthProbe { Time = time.GetUtcNow() };
            await storage.WriteStateAsync("probe", probe, state);
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, the storage cannot be used.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return $"the storage cannot be used: {exception.Message}";
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>What a look at the storage writes.</summary>
[GenerateSerializer, Alias("starling.HealthProbe")]
public sealed class HealthProbe
{
    /// <summary>When.</summary>
    [Id(0)]
    public DateTimeOffset Time { get; set; }
}
