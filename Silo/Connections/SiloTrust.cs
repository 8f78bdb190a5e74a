using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Starling.Algorithms.Errors;

namespace Starling.Silo.Connections;

/// <summary>Decides whose certificate is that of a silo of this cluster.</summary>
internal sealed class SiloTrust
{
    private readonly X509Certificate2Collection? authorities;
    private readonly TimeProvider time;

    /// <summary>Reads the authorities.</summary>
    /// <param name="caFile">PEM certificates of the authorities, one or, while they change, several; null for what the system trusts.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="StarlingException">STAR0702: the file cannot be used.</exception>
    public SiloTrust(string? caFile, TimeProvider time)
    {
        authorities = caFile is null ? null : Read(caFile);
        this.time = time;
    }

    /// <summary>Whether a certificate is trusted.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="presented">The chain that came with it.</param>
    /// <param name="errors">What the system finds wrong.</param>
    public bool Accepts(X509Certificate2 certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (authorities is null)
            return errors == SslPolicyErrors.None;

        // The authorities sign silos alone: which of them it is, its name need not say.
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().LocalDateTime;
        foreach (X509ChainElement element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);

        return chain.Build(certificate);
    }

    private static X509Certificate2Collection Read(string path)
    {
        try
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(path);
            return read.Count > 0 ? read : throw new StarlingException(ErrorCatalog.CertificateUnusable, $"{path}: it has no PEM certificate.");
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StarlingException(ErrorCatalog.CertificateUnusable, $"{path}: {exception.Message}", exception);
        }
    }
}
