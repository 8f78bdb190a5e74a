using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Orleans.Connections.Security;

/// <summary>Decides whether a remote certificate is accepted.</summary>
public delegate bool RemoteCertificateValidator(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors policyErrors);

/// <summary>Whether the other end has to show a certificate.</summary>
public enum RemoteCertificateMode
{
    /// <summary>It is not asked for one.</summary>
    NoCertificate,

    /// <summary>It may show one, which is then checked.</summary>
    AllowCertificate,

    /// <summary>It must show a valid one.</summary>
    RequireCertificate,
}

/// <summary>How TLS is used on connections.</summary>
public class TlsOptions
{
    private TimeSpan _handshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The certificate of this end, with its private key.</summary>
    public X509Certificate2? LocalCertificate { get; set; }

    /// <summary>Chooses the certificate of a listener for each connection, by the name the other end asks for; before <see cref="LocalCertificate"/>.</summary>
    public Func<ConnectionContext, string?, X509Certificate2>? LocalServerCertificateSelector { get; set; }

    /// <summary>Chooses the certificate of a dialler for each connection; before <see cref="LocalCertificate"/>.</summary>
    public Func<object, string, X509CertificateCollection, X509Certificate?, string[], X509Certificate2?>? LocalClientCertificateSelector { get; set; }

    /// <summary>What is asked of the other end. Default: a valid certificate.</summary>
    public RemoteCertificateMode RemoteCertificateMode { get; set; } = RemoteCertificateMode.RequireCertificate;

    /// <summary>What a client expects to be asked by silos. Default: that a certificate is allowed.</summary>
    public RemoteCertificateMode ClientCertificateMode { get; set; } = RemoteCertificateMode.AllowCertificate;

    /// <summary>Decides about remote certificates in place of the chain's validity.</summary>
    public RemoteCertificateValidator? RemoteCertificateValidation { get; set; }

    /// <summary>The versions of TLS. Default: 1.2 and 1.3.</summary>
    public SslProtocols SslProtocols { get; set; } = SslProtocols.Tls13 | SslProtocols.Tls12;

    /// <summary>Whether revocation is checked online. Default: false.</summary>
    public bool CheckCertificateRevocation { get; set; }

    /// <summary>Sets the last options of a listener for each connection.</summary>
    public Action<ConnectionContext, TlsServerAuthenticationOptions>? OnAuthenticateAsServer { get; set; }

    /// <summary>Sets the last options of a dialler for each connection, the expected host name among them.</summary>
    public Action<ConnectionContext, TlsClientAuthenticationOptions>? OnAuthenticateAsClient { get; set; }

    /// <summary>How long a handshake may take. Default: 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan HandshakeTimeout
    {
        get => _handshakeTimeout;
        set
        {
            if (value <= TimeSpan.Zero && value != Timeout.InfiniteTimeSpan) throw new ArgumentOutOfRangeException(nameof(value), value, "HandshakeTimeout must be positive.");
            _handshakeTimeout = value;
        }
    }

    /// <summary>Accepts any certificate. The connection is encrypted, but who is at its other end is unknown.</summary>
    public void AllowAnyRemoteCertificate() => RemoteCertificateValidation = static (_, _, _) => true;
}
