using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Starling.Algorithms.Errors;
using Starling.Silo.Settings;

namespace Starling.Silo.Connections;

/// <summary>A certificate with its key in a file, read again when the file changes: rotated without a restart.</summary>
internal sealed class CertificateFile
{
    /// <summary>How often the file is looked at, at most.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly TlsSettings settings;
    private readonly string? password;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private X509Certificate2 current;
    private DateTime written;
    private long looked;

    /// <summary>Reads the certificate.</summary>
    /// <exception cref="StarlingException">STAR0702: it cannot be used.</exception>
    public CertificateFile(TlsSettings settings, TimeProvider time)
    {
        this.settings = settings;
        this.time = time;
        password = settings.Password is null && settings.PasswordFile is null ? null : HostSettings.Secret(settings.Password, settings.PasswordFile);
        written = File.GetLastWriteTimeUtc(settings.Certificate!);
        looked = time.GetTimestamp();
        current = Load();
    }

    /// <summary>The certificate as it is now. A file that is being replaced, or became unusable, leaves the one before in use.</summary>
    public X509Certificate2 Current
    {
        get
        {
            lock (gate)
            {
                if (time.GetElapsedTime(looked) < LookEvery)
                    return current;

                looked = time.GetTimestamp();
                DateTime now = File.GetLastWriteTimeUtc(settings.Certificate!);
                if (now == written)
                    return current;

                try
                {
                    current = Load();
                    written = now;
                }
                catch (StarlingException)
                {
                    // Looked at again in a while.
                }

                return current;
            }
        }
    }

    private X509Certificate2 Load()
    {
        string path = settings.Certificate!;
        try
        {
            X509Certificate2 loaded = Read(path);
            if (!loaded.HasPrivateKey)
                throw Unusable(path, "it has no private key");
            if (loaded.NotAfter.ToUniversalTime() <= time.GetUtcNow().UtcDateTime)
                throw Unusable(path, FormattableString.Invariant($"it expired on {loaded.NotAfter:yyyy-MM-dd}"));

            return loaded;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception.Message, exception);
        }
    }

    private X509Certificate2 Read(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is ".pfx" or ".p12")
            return X509CertificateLoader.LoadPkcs12FromFile(path, password);

        using X509Certificate2 pem = password is null
            ? X509Certificate2.CreateFromPemFile(path, settings.KeyFile)
            : X509Certificate2.CreateFromEncryptedPemFile(path, password, settings.KeyFile);
        // A key that is in memory alone cannot serve connections on every system.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null);
    }

    private static StarlingException Unusable(string path, string why, Exception? cause = null) =>
        new(ErrorCatalog.CertificateUnusable, $"{path}: {why}.", cause);
}
