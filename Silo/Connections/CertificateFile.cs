using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Errors;
using Starling.Silo.Settings;

namespace Starling.Silo.Connections;

/// <summary>
/// A certificate with its key in a file or two, read again when one of them changes: rotated without a restart. One that cannot be
/// used leaves the one before in use, and is told.
/// </summary>
internal sealed partial class CertificateFile
{
    /// <summary>How often the files are looked at, at most.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly TlsSettings settings;
    private readonly string? password;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private X509Certificate2 current;
    private (DateTime Certificate, DateTime Key) written;
    private long looked;
    private string? told;

    /// <summary>Reads the certificate.</summary>
    /// <exception cref="StarlingException">STAR0702: it cannot be used.</exception>
    public CertificateFile(TlsSettings settings, TimeProvider time)
    {
        this.settings = settings;
        this.time = time;
        password = settings.Password is null && settings.PasswordFile is null ? null : HostSettings.Secret(settings.Password, settings.PasswordFile);
        written = Written();
        looked = time.GetTimestamp();
        current = Load();
    }

    /// <summary>Where it is told that a certificate was read again, or could not be; null until the host has a log.</summary>
    public ILogger? Logger { get; set; }

    /// <summary>The certificate as it is now.</summary>
    public X509Certificate2 Current
    {
        get
        {
            lock (gate)
            {
                if (time.GetElapsedTime(looked) >= LookEvery)
                {
                    looked = time.GetTimestamp();
                    Look();
                }

                return current;
            }
        }
    }

    private void Look()
    {
        (DateTime, DateTime) now = Written();
        if (now == written)
            return;

        try
        {
            // The one before is not disposed: handshakes that are under way use it.
            current = Load();
            written = now;
            told = null;
            if (Logger is not null)
                LogRead(Logger, settings.Certificate!, current.NotAfter.ToUniversalTime());
        }
        catch (StarlingException refusal)
        {
            // Perhaps a file is being replaced, or its key comes a moment later: looked at again in a while.
            if (Logger is not null && told != refusal.Message)
                LogKept(Logger, refusal.Line);
            told = refusal.Message;
        }
    }

    private (DateTime, DateTime) Written() => (
        File.GetLastWriteTimeUtc(settings.Certificate!), settings.KeyFile is null ? default : File.GetLastWriteTimeUtc(settings.KeyFile));

    private X509Certificate2 Load()
    {
        string path = settings.Certificate!;
        X509Certificate2 loaded = Read(path);
        DateTime now = time.GetUtcNow().UtcDateTime;
        string? wrong = !loaded.HasPrivateKey ? "it has no private key"
            : loaded.NotAfter.ToUniversalTime() <= now ? FormattableString.Invariant($"it expired on {loaded.NotAfter.ToUniversalTime():yyyy-MM-dd}")
            : loaded.NotBefore.ToUniversalTime() > now ? FormattableString.Invariant($"it is not valid before {loaded.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC")
            : null;
        if (wrong is null)
            return loaded;

        loaded.Dispose();
        throw Unusable(path, wrong);
    }

    private X509Certificate2 Read(string path)
    {
        try
        {
            if (Path.GetExtension(path).ToLowerInvariant() is ".pfx" or ".p12")
                return X509CertificateLoader.LoadPkcs12FromFile(path, password);

            using X509Certificate2 pem = password is null
                ? X509Certificate2.CreateFromPemFile(path, settings.KeyFile)
                : X509Certificate2.CreateFromEncryptedPemFile(path, password, settings.KeyFile);
            // A key that is in memory alone cannot serve connections on every system.
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null);
        }
        // An ArgumentException: the key in the other file is not the certificate's.
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unusable(path, exception.Message.TrimEnd('.'), exception);
        }
    }

    private static StarlingException Unusable(string path, string why, Exception? cause = null) =>
        new(ErrorCatalog.CertificateUnusable, $"{path}: {why}.", cause);

    [LoggerMessage(2003, LogLevel.Information, "The certificate {Path} was read again; it is valid until {Until:u}.")]
    private static partial void LogRead(ILogger logger, string path, DateTime until);

    [LoggerMessage(2004, LogLevel.Error, "A new certificate cannot be used and the one before stays in use: {Why}")]
    private static partial void LogKept(ILogger logger, string why);
}
