using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Starling.Silo.Settings;

/// <summary>How silos find each other.</summary>
[TypeConverter(typeof(KebabEnumConverter<ClusteringKind>))]
public enum ClusteringKind
{
    /// <summary>The first silo keeps the list in its memory: for one process, or for trying out. When it dies, the cluster does.</summary>
    Localhost,

    /// <summary>A file in a folder that all silos see: for several processes on one machine.</summary>
    Folder,

    /// <summary>Tables in PostgreSQL: for several machines.</summary>
    PostgreSql,

    /// <summary>A table of an Azure Storage account, made where it is missing: for several machines.</summary>
    AzureTable,
}

/// <summary>How silos find each other and how soon they notice that one is gone: section <c>Clustering</c>.</summary>
public sealed class ClusteringSettings : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Clustering";

    /// <summary>Where the list of silos is. Default localhost.</summary>
    public ClusteringKind Kind { get; set; } = ClusteringKind.Localhost;

    /// <summary>The endpoint, <c>ADDRESS:PORT</c>, of the silo that the others join; null for that silo itself. Kind localhost.</summary>
    public string? PrimarySilo { get; set; }

    /// <summary>The folder. Kind folder.</summary>
    public string? Folder { get; set; }

    /// <summary>How the service is reached; a secret. Kinds postgresql and azure-table.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>A file that holds <see cref="ConnectionString"/>.</summary>
    public string? ConnectionStringFile { get; set; }

    /// <summary>
    /// The table service, such as <c>https://ACCOUNT.table.core.windows.net</c>, in place of a connection string: the silo then shows the
    /// identity that Azure gives its pod or machine. Kind azure-table.
    /// </summary>
    public string? ServiceUri { get; set; }

    /// <summary>Whether the tables are made where they are not there. Default true. Kind postgresql.</summary>
    public bool CreateSchema { get; set; } = true;

    /// <summary>Seconds between two probes of a silo by another. Default 1.</summary>
    [Range(0.1, 60)]
    public double ProbeSeconds { get; set; } = 1;

    /// <summary>Probes that a silo may miss before it is suspected. Default 3.</summary>
    [Range(1, 100)]
    public int MissedProbes { get; set; } = 3;

    /// <summary>Silos that must suspect another before it counts as dead; fewer where there are fewer. Default 2.</summary>
    [Range(1, 10)]
    public int VotesForDeath { get; set; } = 2;

    /// <summary>Seconds between two looks at the list of silos, and between two signs of life in it. Default 3.</summary>
    [Range(0.1, 600)]
    public double RefreshSeconds { get; set; } = 3;

    /// <summary>Seconds that a silo tries to join before it gives up. Default 60.</summary>
    [Range(1, 3600)]
    public int JoinSeconds { get; set; } = 60;

    /// <summary>The endpoint of <see cref="PrimarySilo"/>.</summary>
    internal IPEndPoint? PrimaryEndPoint => PrimarySilo is null ? null : IPEndPoint.Parse(PrimarySilo);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PrimarySilo is not null && !IPEndPoint.TryParse(PrimarySilo, out _))
            yield return new ValidationResult($"{nameof(PrimarySilo)} is '{PrimarySilo}'; it must be ADDRESS:PORT.");
        if (Kind == ClusteringKind.Folder && string.IsNullOrWhiteSpace(Folder))
            yield return new ValidationResult($"{nameof(Folder)} is missing; kind folder needs it.");
        if (Kind == ClusteringKind.PostgreSql && ConnectionString is null && ConnectionStringFile is null)
            yield return new ValidationResult($"{nameof(ConnectionString)} or {nameof(ConnectionStringFile)} is missing; kind postgresql needs it.");
        if (Kind == ClusteringKind.AzureTable && AzureAccount.Wrong(ServiceUri, ConnectionString ?? ConnectionStringFile) is { } wrong)
            yield return new ValidationResult(wrong);
    }
}
