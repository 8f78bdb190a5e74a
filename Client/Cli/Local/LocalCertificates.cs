using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Starling.Cli.Local;

/// <summary>
/// Certificates for a cluster on this machine: an authority made for it alone, and one certificate that its silos share, for
/// localhost and 127.0.0.1. The authority's key is thrown away, so that nothing else can ever be signed with it.
/// </summary>
internal static class LocalCertificates
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>Makes the files where they are not there or soon out of date.</summary>
    /// <param name="authorityFile">The authority's certificate, PEM; for clients.</param>
    /// <param name="siloFile">The silos' certificate with its key, PKCS#12 without a password; readable by the owner alone.</param>
    /// <param name="now">The time.</param>
    public static void Ensure(string authorityFile, string siloFile, DateTimeOffset now)
    {
        if (IsGood(authorityFile, siloFile, now))
            return;

        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Starling local authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, false));
        // A clock that is a little behind must not refuse it.
        DateTimeOffset begin = now.AddDays(-1);
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(begin, now + Lifetime);

        using ECDsa siloKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var siloRequest = new CertificateRequest("CN=localhost", siloKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        siloRequest.CertificateExtensions.Add(names.Build());
        siloRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        siloRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        siloRequest.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], false));
        using X509Certificate2 issued = siloRequest.Create(authority, begin, now + Lifetime, RandomNumberGenerator.GetBytes(16));
        using X509Certificate2 silo = issued.CopyWithPrivateKey(siloKey);

        PrivateFile.Write(siloFile, silo.Export(X509ContentType.Pfx));
        PrivateFile.Write(authorityFile, authority.ExportCertificatePem() + "\n");
    }

    private static bool IsGood(string authorityFile, string siloFile, DateTimeOffset now)
    {
        try
        {
            using X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(authorityFile);
            using X509Certificate2 silo = X509CertificateLoader.LoadPkcs12FromFile(siloFile, null);
            return silo.HasPrivateKey && silo.NotAfter.ToUniversalTime() > (now + RenewBefore).UtcDateTime && silo.Issuer == authority.Subject;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException)
        {
            return false;
        }
    }
}
