using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Data;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Runs;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo.Settings;
using Starling.Silo.Telemetry;
using Xunit;

namespace Starling.Silo.Tests.Telemetry;

/// <summary>What is exported is that of the whole process: no other job runs beside these tests.</summary>
[Collection(AloneCollection.Name)]
public sealed class TelemetryExportTests
{
    [Fact]
    public async Task A_collector_receives_the_meters_and_activities_of_a_job()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var received = new ConcurrentQueue<(string Path, byte[] Body)>();
        await using WebApplication collector = await StartCollectorAsync(received, cancellation);
        await using (EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(
            1,
            configure: builder => builder.Services
                .AddSingleton(new TelemetrySettings { Endpoint = collector.Urls.Single(), IntervalSeconds = 60 })
                .AddHostedService<TelemetryExport>(),
            cancellationToken: cancellation))
        {
            var client = new StarlingClient(cluster.Client);
            string id = await client.SubmitAsync(Job(), cancellationToken: cancellation);
            await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: cancellation))
                _ = happened;
        }

        // ExportMetricsServiceRequest: resource_metrics 1, scope_metrics 2, metrics 2, name 1; and of its resource the attributes.
        HashSet<string> metrics = [.. received.Where(one => one.Path == "/v1/metrics").SelectMany(one => OtlpReader.Strings(one.Body, 1, 2, 2, 1))];
        foreach (string expected in (string[])
            ["starling.rounds", "starling.round.duration", "starling.round.phase.duration", "starling.checkpoint.duration", "starling.push.bytes", "starling.worker.duration", "starling.gradients"])
            Assert.Contains(expected, metrics);

        // ExportTraceServiceRequest: resource_spans 1, scope_spans 2, spans 2, name 5.
        List<string> spans = [.. received.Where(one => one.Path == "/v1/traces").SelectMany(one => OtlpReader.Strings(one.Body, 1, 2, 2, 5))];
        Assert.Equal(3, spans.Count(span => span == "starling.round"));
        Assert.Contains("starling", received.SelectMany(one => OtlpReader.Strings(one.Body, 1, 1, 1, 2, 1)));
    }

    private static JobSpec Job() => new JobDefinition
    {
        Name = "told",
        Algorithm = new FedAvgOptions { LocalEpochs = 1, BatchSize = 20 },
        Model = new MlpOptions { Hidden = [4] },
        Data = new SyntheticDataOptions { Alpha = 1, Beta = 1, Partition = new NaturalPartitionOptions() },
        Workers = new WorkersSection { Count = 4 },
        Stop = new StopSection { Rounds = 3 },
        Checkpoint = new CheckpointSection { Every = 1, Seconds = 0 },
    }.ToSpec();

    private static async Task<WebApplication> StartCollectorAsync(
        ConcurrentQueue<(string Path, byte[] Body)> received, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication collector = builder.Build();
        collector.MapPost("/{**path}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            received.Enqueue((context.Request.Path.Value!, body.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        });
        await collector.StartAsync(cancellationToken);
        return collector;
    }
}
