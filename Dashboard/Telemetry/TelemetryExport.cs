using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Starling.Client;

namespace Starling.Dashboard.Telemetry;

/// <summary>Sends meters and activities of the web server, of Starling and of Orleans' client to a collector, from the start to the end.</summary>
/// <param name="settings">Where to.</param>
internal sealed class TelemetryExport(TelemetrySettings settings) : IHostedService, IDisposable
{
    private const int LastExport = 4000;

    private MeterProvider? meters;
    private TracerProvider? tracers;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault()
            .AddService("starling", serviceVersion: ProductVersion.Text, serviceInstanceId: $"dashboard-{Environment.MachineName}");
        meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Starling.*", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)(settings.IntervalSeconds * 1000);
            })
            .Build();
        tracers = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Starling.*", "Microsoft.Orleans.*", "Microsoft.AspNetCore")
            .AddOtlpExporter(exporter => Configure(exporter, "v1/traces"))
            .Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
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
        exporter.Protocol = settings.Otlp;
        exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.HttpProtobuf
            ? new Uri($"{settings.Endpoint!.TrimEnd('/')}/{path}")
            : new Uri(settings.Endpoint!);
    }
}
