using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Starling.Algorithms.Errors;

namespace Starling.Client.Connections;

/// <summary>Which certificates of silos a client believes: those that a named authority signed, or that the system trusts.</summary>
internal sealed class ServerTrust
{
    private readonly X509Certificate2Collection? authorities;

    private ServerTrust(X509Certificate2Collection? authorities) => this.authorities = authorities;

    /// <summary>Reads the authorities.</summary>
    /// <param name="caFile">A PEM or DER file; null for what the system trusts.</param>
    /// <exception cref="StarlingException">STAR0702: the file cannot be read or holds no certificate.</exception>
    public static ServerTrust Load(string? caFile)
    {
        if (caFile is null)
            return new ServerTrust(null);

        try
        {
            string text = File.ReadAllText(caFile);
            var found = new X509Certificate2Collection();
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
                found.ImportFromPem(text);
            else
                found.Add(X509CertificateLoader.LoadCertificateFromFile(caFile));

            return found.Count > 0 ? new ServerTrust(found)
                : throw new StarlingException(ErrorCatalog.CertificateUnusable, $"{caFile}: there is no certificate in it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StarlingException(ErrorCatalog.CertificateUnusable, $"{caFile} cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a certificate is believed.</summary>
    public bool Accepts(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors) => Objection(certificate, errors) is null;

    /// <summary>Why a certificate is not believed, as the rest of a sentence; null where it is.</summary>
    public string? Objection(X509Certificate2 certificate, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "has no certificate";

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"has a certificate for another name ({certificate.Subject})";

        if (authorities is null)
            return errors == SslPolicyErrors.None ? null : "has a certificate that this machine does not trust: name its authority";

        // What the handshake found was judged by the system's authorities, which do not matter here.
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.DisableCertificateDownloads = true;
        if (own.Build(certificate))
            return null;

        return own.ChainStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid))
            ? "has a certificate that is out of date"
            : "has a certificate that the named authority did not sign";
    }
}
