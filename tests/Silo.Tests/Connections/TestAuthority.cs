using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Starling.Silo.Tests.Connections;

/// <summary>A certificate authority for one test, valid around a time.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly DateTimeOffset now;
    private readonly X509Certificate2 certificate;

    /// <summary>An authority that signed itself.</summary>
    public TestAuthority(DateTimeOffset now, string name)
    {
        this.now = now;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        certificate = Request(name, key).CreateSelfSigned(now.AddDays(-2), now.AddDays(400));
    }

    private TestAuthority(TestAuthority above, string name)
    {
        now = above.now;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 signed = Request(name, key).Create(above.certificate, now.AddDays(-2), now.AddDays(300), RandomNumberGenerator.GetBytes(8));
        certificate = signed.CopyWithPrivateKey(key);
    }

    /// <summary>The authority's certificate.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>An authority that this one signed.</summary>
    public TestAuthority Below(string name) => new(this, name);

    /// <summary>A silo's certificate with its key, valid from yesterday to a month from now, or between other days.</summary>
    public X509Certificate2 Issue(string name = "localhost", int fromDays = -1, int untilDays = 30)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using X509Certificate2 issued = request.Create(certificate, now.AddDays(fromDays), now.AddDays(untilDays), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }

    public void Dispose() => certificate.Dispose();

    private static CertificateRequest Request(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request;
    }
}
