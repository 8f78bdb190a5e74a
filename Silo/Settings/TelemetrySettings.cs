using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Starling.Silo.Settings;

/// <summary>How telemetry travels.</summary>
[TypeConverter(typeof(KebabEnumConverter<TelemetryProtocol>))]
public enum TelemetryProtocol
{
    /// <summary>OTLP over HTTP, protobuf.</summary>
    HttpProtobuf,

    /// <summary>OTLP over gRPC.</summary>
    Grpc,
}

/// <summary>Where meters and activities go: section <c>Telemetry</c>. Nowhere, where no endpoint is given.</summary>
public sealed class TelemetrySettings : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Telemetry";

    /// <summary>The collector, such as <c>http://localhost:4318</c>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>How it is spoken to. Default http-protobuf.</summary>
    public TelemetryProtocol Protocol { get; set; } = TelemetryProtocol.HttpProtobuf;

    /// <summary>Seconds between two exports of meters. Default 10.</summary>
    [Range(0.1, 3600)]
    public double IntervalSeconds { get; set; } = 10;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is not null && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
            yield return new ValidationResult($"{nameof(Endpoint)} is '{Endpoint}'; it must be an http or https address.");
    }
}
