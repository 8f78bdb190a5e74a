using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Starling.Silo.Settings;

namespace Starling.Silo.Telemetry;

/// <summary>Sends meters and activities of Starling and of Orleans to a collector, from the silo's start to its end.</summary>
/// <param name="settings">Where to.</param>
/// <param name="silo">The silo's name.</param>
internal sealed class TelemetryExport(TelemetrySettings settings, ILocalSiloDetails silo) : IHostedService, IDisposable
{
    private const int LastExport = 4000;

    private MeterProvider? meters;
    private TracerProvider? tracers;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault()
            .AddService("starling", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3), serviceInstanceId: silo.Name);
        meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Starling.*", "Microsoft.Orleans")
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)(settings.IntervalSeconds * 1000);
            })
            .Build();
        tracers = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Starling.*", "Microsoft.Orleans.*")
            .AddOtlpExporter(exporter => Configure(exporter, "v1/traces"))
            .Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        // What was measured last is sent, both kinds at once: a collector that does not answer is not waited for any longer.
        Task.WhenAll(Task.Run(() => meters?.Shutdown(LastExport), CancellationToken.None), Task.Run(() => tracers?.Shutdown(LastExport), CancellationToken.None));

    /// <inheritdoc/>
    public void Dispose()
    {
        meters?.Dispose();
        tracers?.Dispose();
    }

    // Over HTTP an endpoint that is set in code is taken as it stands, without the path of the signal.
    private void Configure(OtlpExporterOptions exporter, string path)
    {
        bool isHttp = settings.Protocol == TelemetryProtocol.HttpProtobuf;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = isHttp ? new Uri($"{settings.Endpoint!.TrimEnd('/')}/{path}") : new Uri(settings.Endpoint!);
    }
}
