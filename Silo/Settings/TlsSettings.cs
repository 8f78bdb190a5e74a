using System.ComponentModel.DataAnnotations;

namespace Starling.Silo.Settings;

/// <summary>How connections are encrypted: section <c>Tls</c>. Without a certificate they are not.</summary>
public sealed class TlsSettings : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Tls";

    /// <summary>The silo's certificate: PKCS#12 (<c>.pfx</c>, <c>.p12</c>) with its key, or PEM. Read again when the file changes.</summary>
    public string? Certificate { get; set; }

    /// <summary>The key of a PEM certificate; null where the certificate's file has it.</summary>
    public string? KeyFile { get; set; }

    /// <summary>The password of the PKCS#12 file or the PEM key; a secret.</summary>
    public string? Password { get; set; }

    /// <summary>A file that holds <see cref="Password"/>.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>
    /// The certificate, PEM, of the authority that signs the certificates of silos and of nobody else: whoever has one is a silo. Several
    /// where one authority takes the place of another. Null takes what the system trusts, and then the names must be right.
    /// </summary>
    public string? CaFile { get; set; }

    /// <summary>
    /// The name that silos look for in each other's certificates where <see cref="CaFile"/> is null; null for the address that a silo is
    /// reached at.
    /// </summary>
    public string? ServerName { get; set; }

    /// <summary>Whether a silo that connects to another shows its certificate. Default true.</summary>
    public bool RequireSiloCertificate { get; set; } = true;

    /// <summary>Whether connections are encrypted.</summary>
    public bool IsOn => Certificate is not null;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Certificate is null && (KeyFile ?? Password ?? PasswordFile ?? CaFile ?? ServerName) is not null)
            yield return new ValidationResult($"{nameof(Certificate)} is missing; the other settings of the section are about it.");
    }
}
