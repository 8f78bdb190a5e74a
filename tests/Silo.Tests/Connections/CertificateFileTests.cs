using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Errors;
using Starling.Silo.Connections;
using Starling.Silo.Settings;
using Starling.TestSupport;
using Xunit;

namespace Starling.Silo.Tests.Connections;

public sealed class CertificateFileTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ManualTimeProvider time = new();
    private readonly TestAuthority authority;
    private readonly ListLogger log = new();

    public CertificateFileTests() => authority = new TestAuthority(time.GetUtcNow(), "authority");

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a password")]
    public void A_pfx_file_is_read_with_its_password(string? password)
    {
        using X509Certificate2 issued = authority.Issue();
        string path = folder.Write("silo.pfx", issued.Export(X509ContentType.Pfx, password));

        var file = new CertificateFile(new TlsSettings { Certificate = path, Password = password }, time);

        Assert.Equal(issued.Thumbprint, file.Current.Thumbprint);
        Assert.True(file.Current.HasPrivateKey);
    }

    [Fact]
    public void A_password_can_stand_in_a_file()
    {
        using X509Certificate2 issued = authority.Issue();
        string path = folder.Write("silo.pfx", issued.Export(X509ContentType.Pfx, "hidden"));

        var file = new CertificateFile(new TlsSettings { Certificate = path, PasswordFile = folder.Write("password", "hidden\n") }, time);

        Assert.Equal(issued.Thumbprint, file.Current.Thumbprint);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, "a password")]
    public void Pem_files_are_read_with_the_key_in_one_or_two(bool apart, string? password)
    {
        using X509Certificate2 issued = authority.Issue();
        using ECDsa key = issued.GetECDsaPrivateKey()!;
        string keyText = password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        TlsSettings settings = apart
            ? new() { Certificate = folder.Write("silo.pem", issued.ExportCertificatePem()), KeyFile = folder.Write("silo.key", keyText), Password = password }
            : new() { Certificate = folder.Write("silo.pem", $"{issued.ExportCertificatePem()}\n{keyText}"), Password = password };

        var file = new CertificateFile(settings, time);

        Assert.Equal(issued.Thumbprint, file.Current.Thumbprint);
        Assert.True(file.Current.HasPrivateKey);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("garbage")]
    [InlineData("wrong password")]
    [InlineData("no key")]
    [InlineData("expired")]
    [InlineData("too early")]
    [InlineData("another key")]
    public void One_that_cannot_be_used_is_refused_by_the_name_of_its_file(string kind)
    {
        TlsSettings settings = Unusable(kind);

        StarlingException refusal = Assert.Throws<StarlingException>(() => new CertificateFile(settings, time));

        Assert.Equal(ErrorCatalog.CertificateUnusable, refusal.Error);
        Assert.StartsWith(settings.Certificate!, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Line);
        Assert.DoesNotContain("hidden", refusal.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_file_is_read_again_and_told()
    {
        using X509Certificate2 first = authority.Issue();
        using X509Certificate2 second = authority.Issue();
        string path = folder.Write("silo.pfx", first.Export(X509ContentType.Pfx));
        CertificateFile file = Open(new TlsSettings { Certificate = path });

        Replace(path, second.Export(X509ContentType.Pfx));
        Assert.Equal(first.Thumbprint, file.Current.Thumbprint);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(second.Thumbprint, file.Current.Thumbprint);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(second.Thumbprint, file.Current.Thumbprint);

        Assert.Equal(LogLevel.Information, Assert.Single(log.Entries).Level);
    }

    [Fact]
    public void Between_a_new_certificate_and_its_new_key_the_old_pair_serves()
    {
        using X509Certificate2 first = authority.Issue();
        using X509Certificate2 second = authority.Issue();
        var settings = new TlsSettings
        {
            Certificate = folder.Write("silo.pem", first.ExportCertificatePem()), KeyFile = folder.Write("silo.key", Key(first)),
        };
        CertificateFile file = Open(settings);

        Replace(settings.Certificate, System.Text.Encoding.UTF8.GetBytes(second.ExportCertificatePem()));
        for (int look = 0; look < 3; look++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(first.Thumbprint, file.Current.Thumbprint);
        }

        (LogLevel level, string told) = Assert.Single(log.Entries);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("STAR0702", told, StringComparison.Ordinal);

        Replace(settings.KeyFile, System.Text.Encoding.UTF8.GetBytes(Key(second)));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(second.Thumbprint, file.Current.Thumbprint);
    }

    [Fact]
    public void A_new_key_alone_is_noticed()
    {
        using X509Certificate2 first = authority.Issue();
        using X509Certificate2 second = authority.Issue();
        var settings = new TlsSettings
        {
            Certificate = folder.Write("silo.pem", first.ExportCertificatePem()), KeyFile = folder.Write("silo.key", Key(first)),
        };
        CertificateFile file = Open(settings);

        // The other order of a rotation: the key before its certificate.
        Replace(settings.KeyFile, System.Text.Encoding.UTF8.GetBytes(Key(second)));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(first.Thumbprint, file.Current.Thumbprint);
        Assert.Equal(LogLevel.Error, Assert.Single(log.Entries).Level);

        Replace(settings.Certificate, System.Text.Encoding.UTF8.GetBytes(second.ExportCertificatePem()));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(second.Thumbprint, file.Current.Thumbprint);
    }

    private CertificateFile Open(TlsSettings settings) => new(settings, time) { Logger = log };

    private TlsSettings Unusable(string kind)
    {
        using X509Certificate2 good = authority.Issue();
        using X509Certificate2 other = authority.Issue();
        using X509Certificate2 expired = authority.Issue(fromDays: -1, untilDays: 0);
        using X509Certificate2 early = authority.Issue(fromDays: 1);
        return kind switch
        {
            "missing" => new TlsSettings { Certificate = folder["nowhere.pfx"] },
            "garbage" => new TlsSettings { Certificate = folder.Write("silo.pfx", "no certificate") },
            "wrong password" => new TlsSettings { Certificate = folder.Write("silo.pfx", good.Export(X509ContentType.Pfx, "right")), Password = "hidden" },
            "no key" => new TlsSettings { Certificate = folder.Write("silo.pem", good.ExportCertificatePem()) },
            "expired" => new TlsSettings { Certificate = folder.Write("silo.pfx", expired.Export(X509ContentType.Pfx)) },
            "too early" => new TlsSettings { Certificate = folder.Write("silo.pfx", early.Export(X509ContentType.Pfx)) },
            _ => new TlsSettings { Certificate = folder.Write("silo.pem", good.ExportCertificatePem()), KeyFile = folder.Write("silo.key", Key(other)) },
        };
    }

    private static string Key(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    // Two writes within one tick of the file system's clock would look like none.
    private static void Replace(string path, byte[] content)
    {
        DateTime before = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, before.AddSeconds(2));
    }
}
