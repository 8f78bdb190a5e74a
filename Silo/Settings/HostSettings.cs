using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Starling.Algorithms.Errors;
using Starling.Grains.Security;
using Starling.Grains.Trainers;

namespace Starling.Silo.Settings;

/// <summary>All that a silo is configured with, read from the configuration and checked at once.</summary>
public sealed class HostSettings
{
    /// <summary>The silo's place.</summary>
    public SiloSettings Silo { get; init; } = new();

    /// <summary>How silos find each other.</summary>
    public ClusteringSettings Clustering { get; init; } = new();

    /// <summary>Where things are kept.</summary>
    public StorageSettings Storage { get; init; } = new();

    /// <summary>How connections are encrypted.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>What connections may cost.</summary>
    public ConnectionSettings Connections { get; init; } = new();

    /// <summary>Where meters and activities go.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary>Where questions after the silo's health are answered.</summary>
    public HealthSettings Health { get; init; } = new();

    /// <summary>Who may do what.</summary>
    public AccessSettings Security { get; init; } = new();

    /// <summary>What jobs may ask for.</summary>
    public JobLimits Limits { get; init; } = new();

    /// <summary>Which processes of external models run here.</summary>
    public TrainerOptions Trainers { get; init; } = new();

    /// <summary>Reads the sections.</summary>
    /// <exception cref="StarlingException">STAR0112: a value has the wrong type.</exception>
    public static HostSettings Read(IConfiguration configuration) => new()
    {
        Silo = Section<SiloSettings>(configuration, SiloSettings.Section),
        Clustering = Section<ClusteringSettings>(configuration, ClusteringSettings.Section),
        Storage = Section<StorageSettings>(configuration, StorageSettings.Section),
        Tls = Section<TlsSettings>(configuration, TlsSettings.Section),
        Connections = Section<ConnectionSettings>(configuration, ConnectionSettings.Section),
        Telemetry = Section<TelemetrySettings>(configuration, TelemetrySettings.Section),
        Health = Section<HealthSettings>(configuration, HealthSettings.Section),
        Security = Section<AccessSettings>(configuration, AccessOptions.Section),
        Limits = Section<JobLimits>(configuration, JobLimits.Section),
        Trainers = Section<TrainerOptions>(configuration, TrainerOptions.Section),
    };

    /// <summary>Checks everything at once.</summary>
    /// <exception cref="StarlingException">STAR0112: what is wrong, section by section and setting by setting.</exception>
    public void Validate()
    {
        string[] wrong =
        [
            .. Wrong(SiloSettings.Section, Silo),
            .. Wrong(ClusteringSettings.Section, Clustering),
            .. Wrong(StorageSettings.Section, Storage),
            .. Wrong(TlsSettings.Section, Tls),
            .. Wrong(ConnectionSettings.Section, Connections),
            .. Wrong(TelemetrySettings.Section, Telemetry),
            .. Wrong(HealthSettings.Section, Health),
            .. Wrong(TrainerOptions.Section, Trainers),
        ];
        if (wrong.Length > 0)
            throw new StarlingException(ErrorCatalog.BadConfiguration, string.Join(' ', wrong));
    }

    /// <summary>A secret that is given itself or as a file.</summary>
    /// <param name="value">The secret.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="StarlingException">STAR0112: the file cannot be read. The message never has the secret.</exception>
    internal static string Secret(string? value, string? file)
    {
        if (value is not null)
            return value;

        try
        {
            return File.ReadAllText(file!).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StarlingException(ErrorCatalog.BadConfiguration, $"The secret file {file} cannot be read: {exception.Message}", exception);
        }
    }

    private static TSettings Section<TSettings>(IConfiguration configuration, string name)
        where TSettings : class, new()
    {
        try
        {
            return configuration.GetSection(name).Get<TSettings>() ?? new TSettings();
        }
        catch (InvalidOperationException exception)
        {
            throw new StarlingException(ErrorCatalog.BadConfiguration, $"Section {name}: {Reason(exception)}", exception);
        }
    }

    // The framework says which setting it was; what would be valid stands in the exception inside.
    private static string Reason(InvalidOperationException exception) =>
        exception.InnerException is FormatException inside ? $"{exception.Message} {inside.Message}" : exception.Message;

    private static IEnumerable<string> Wrong(string section, object settings)
    {
        // One after the other: the framework leaves out the second kind where the first finds something.
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true);
        var more = settings is IValidatableObject validatable ? validatable.Validate(new ValidationContext(settings)) : [];
        string[] messages = [.. results.Concat(more).Select(result => result.ErrorMessage!).Distinct(StringComparer.Ordinal)];
        return messages.Length == 0 ? [] : [$"Section {section}: {string.Join(' ', messages)}"];
    }
}
