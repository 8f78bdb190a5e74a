using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Starling.Algorithms.Errors;
using Starling.Client.Connections;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Connections;

public sealed class ServerTrustTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TestAuthority authority = new();

    public void Dispose()
    {
        folder.Dispose();
        authority.Dispose();
    }

    [Fact]
    public void What_a_named_authority_signed_is_believed()
    {
        using X509Certificate2 certificate = authority.Issue();
        ServerTrust pem = ServerTrust.Load(folder.Write("ca.pem", authority.Pem));
        ServerTrust der = ServerTrust.Load(folder.Write("ca.der", authority.Der));

        // The system does not know the authority; that must not matter.
        Assert.Null(pem.Objection(certificate, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.Null(der.Objection(certificate, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public void Every_other_certificate_is_not()
    {
        using var other = new TestAuthority("another");
        using X509Certificate2 foreign = other.Issue();
        using X509Certificate2 old = authority.Issue(expired: true);
        using X509Certificate2 own = authority.Issue();
        ServerTrust trust = ServerTrust.Load(folder.Write("ca.pem", authority.Pem));

        Assert.Equal("has a certificate that the named authority did not sign", trust.Objection(foreign, SslPolicyErrors.RemoteCertificateChainErrors));
        // Even one that the system would believe.
        Assert.NotNull(trust.Objection(foreign, SslPolicyErrors.None));
        Assert.Equal("has a certificate that is out of date", trust.Objection(old, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.StartsWith("has a certificate for another name", trust.Objection(own, SslPolicyErrors.RemoteCertificateNameMismatch), StringComparison.Ordinal);
        Assert.NotNull(ServerTrust.Load(null).Objection(own, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.Null(ServerTrust.Load(null).Objection(own, SslPolicyErrors.None));
    }

    [Theory]
    [InlineData("nothing of the kind")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData(null)]
    public void A_file_that_is_none_is_refused_by_name(string? content)
    {
        string path = content is null ? folder["nowhere.pem"] : folder.Write("ca.pem", content);

        StarlingException exception = Assert.Throws<StarlingException>(() => ServerTrust.Load(path));

        Assert.Equal(ErrorCatalog.CertificateUnusable, exception.Error);
        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
    }
}
