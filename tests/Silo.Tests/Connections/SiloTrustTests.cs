using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Starling.Algorithms.Errors;
using Starling.Silo.Connections;
using Starling.TestSupport;
using Xunit;

namespace Starling.Silo.Tests.Connections;

public sealed class SiloTrustTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ManualTimeProvider time = new();
    private readonly TestAuthority authority;
    private readonly TestAuthority stranger;

    public SiloTrustTests()
    {
        authority = new TestAuthority(time.GetUtcNow(), "authority");
        stranger = new TestAuthority(time.GetUtcNow(), "stranger");
    }

    public void Dispose()
    {
        authority.Dispose();
        stranger.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void What_the_authority_signed_is_trusted_whatever_its_name()
    {
        using X509Certificate2 silo = authority.Issue("silo-7.example.org");

        Assert.True(Trust(authority).Accepts(silo, null, SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public void What_another_authority_signed_is_not()
    {
        using X509Certificate2 silo = stranger.Issue();
        using var sameName = new TestAuthority(time.GetUtcNow(), "authority");
        using X509Certificate2 disguised = sameName.Issue();

        Assert.False(Trust(authority).Accepts(silo, null, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(Trust(authority).Accepts(disguised, null, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(Trust(authority).Accepts(silo, null, SslPolicyErrors.None));
    }

    [Fact]
    public void What_has_expired_is_not()
    {
        using X509Certificate2 silo = authority.Issue(untilDays: 30);
        SiloTrust trust = Trust(authority);
        Assert.True(trust.Accepts(silo, null, SslPolicyErrors.None));

        time.Advance(TimeSpan.FromDays(31));

        Assert.False(trust.Accepts(silo, null, SslPolicyErrors.None));
    }

    [Fact]
    public void While_authorities_change_those_of_both_are_trusted()
    {
        using var next = new TestAuthority(time.GetUtcNow(), "the next authority");
        using X509Certificate2 old = authority.Issue();
        using X509Certificate2 young = next.Issue();
        SiloTrust trust = Trust(authority, next);

        Assert.True(trust.Accepts(old, null, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.True(trust.Accepts(young, null, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public void An_authority_in_between_may_come_with_the_certificate()
    {
        using TestAuthority between = authority.Below("between");
        using X509Certificate2 silo = between.Issue();
        using var presented = new X509Chain();
        presented.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        presented.ChainPolicy.DisableCertificateDownloads = true;
        presented.ChainPolicy.ExtraStore.Add(between.Certificate);
        presented.Build(silo);

        Assert.False(Trust(authority).Accepts(silo, null, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.True(Trust(authority).Accepts(silo, presented, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Theory]
    [InlineData(SslPolicyErrors.None, true)]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch, false)]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, false)]
    public void Without_an_authority_the_system_decides(SslPolicyErrors errors, bool trusted)
    {
        using X509Certificate2 silo = authority.Issue();

        Assert.Equal(trusted, new SiloTrust(null, time).Accepts(silo, null, errors));
    }

    [Theory]
    [InlineData("nowhere.pem", null)]
    [InlineData("empty.pem", "")]
    [InlineData("words.pem", "no certificate")]
    public void A_file_without_authorities_is_refused(string name, string? content)
    {
        string path = content is null ? folder[name] : folder.Write(name, content);

        StarlingException refusal = Assert.Throws<StarlingException>(() => new SiloTrust(path, time));

        Assert.Equal(ErrorCatalog.CertificateUnusable, refusal.Error);
        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
    }

    private SiloTrust Trust(params TestAuthority[] authorities) =>
        new(folder.Write("ca.pem", string.Join('\n', authorities.Select(one => one.Certificate.ExportCertificatePem()))), time);
}
