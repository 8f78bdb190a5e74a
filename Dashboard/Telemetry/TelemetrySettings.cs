using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace Starling.Dashboard.Telemetry;

/// <summary>Where meters and activities go: section <c>Telemetry</c>, the same as the silos'. Nowhere, where no endpoint is given.</summary>
public sealed class TelemetrySettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Telemetry";

    /// <summary>The collector, such as <c>http://localhost:4318</c>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>How it is spoken to: <c>http-protobuf</c>, the default, or <c>grpc</c>.</summary>
    public string Protocol { get; set; } = "http-protobuf";

    /// <summary>Seconds between two exports of meters. Default 10.</summary>
    public double IntervalSeconds { get; set; } = 10;

    /// <summary>The protocol in OpenTelemetry's terms.</summary>
    internal OtlpExportProtocol Otlp => Protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;

    /// <summary>Reads the section.</summary>
    public static TelemetrySettings Read(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<TelemetrySettings>() ?? new TelemetrySettings();

    /// <summary>What is wrong, setting by setting.</summary>
    public IEnumerable<ValidationResult> Wrong()
    {
        if (Endpoint is not null && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
            yield return new ValidationResult($"{Section}: {nameof(Endpoint)} is '{Endpoint}'; it must be an http or https address.");
        if (Protocol is not ("http-protobuf" or "grpc"))
            yield return new ValidationResult($"{Section}: {nameof(Protocol)} is '{Protocol}'; it must be http-protobuf or grpc.");
        if (IntervalSeconds is not (>= 0.1 and <= 3600))
            yield return new ValidationResult($"{Section}: {nameof(IntervalSeconds)} is {IntervalSeconds}; it must be from 0.1 to 3600.");
    }
}
