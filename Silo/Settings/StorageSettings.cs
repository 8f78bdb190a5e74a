using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Starling.Silo.Settings;

/// <summary>Where jobs and checkpoints are kept.</summary>
[TypeConverter(typeof(KebabEnumConverter<StorageKind>))]
public enum StorageKind
{
    /// <summary>In the memory of the silos: gone with them.</summary>
    Memory,

    /// <summary>In files of a folder that all silos see.</summary>
    Folder,

    /// <summary>In PostgreSQL.</summary>
    PostgreSql,

    /// <summary>In a container of Azure Blob Storage, or of what speaks its protocol.</summary>
    AzureBlob,
}

/// <summary>Where jobs and checkpoints are kept: section <c>Storage</c>.</summary>
public sealed class StorageSettings : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Storage";

    /// <summary>Where. Default memory.</summary>
    public StorageKind Kind { get; set; } = StorageKind.Memory;

    /// <summary>The folder. Kind folder.</summary>
    public string? Folder { get; set; }

    /// <summary>How the service is reached; a secret. Kinds postgresql and azure-blob.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>A file that holds <see cref="ConnectionString"/>.</summary>
    public string? ConnectionStringFile { get; set; }

    /// <summary>
    /// The blob service, such as <c>https://ACCOUNT.blob.core.windows.net</c>, in place of a connection string: the silo then shows the
    /// identity that Azure gives its pod or machine. Kind azure-blob.
    /// </summary>
    public string? ServiceUri { get; set; }

    /// <summary>Whether the tables are made where they are not there. Default true. Kind postgresql.</summary>
    public bool CreateSchema { get; set; } = true;

    /// <summary>The container. Default <c>starling</c>. Kind azure-blob.</summary>
    public string Container { get; set; } = "starling";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kind == StorageKind.Folder && string.IsNullOrWhiteSpace(Folder))
            yield return new ValidationResult($"{nameof(Folder)} is missing; kind folder needs it.");
        if (Kind == StorageKind.PostgreSql && ConnectionString is null && ConnectionStringFile is null)
            yield return new ValidationResult($"{nameof(ConnectionString)} or {nameof(ConnectionStringFile)} is missing; kind postgresql needs it.");
        if (Kind == StorageKind.AzureBlob && AzureAccount.Wrong(ServiceUri, ConnectionString ?? ConnectionStringFile) is { } wrong)
            yield return new ValidationResult(wrong);
    }
}
