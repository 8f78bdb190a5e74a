using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Connections.Security;

/// <summary>The options of one handshake of a dialler.</summary>
public class TlsClientAuthenticationOptions
{
    internal SslClientAuthenticationOptions Value { get; } = new() { ApplicationProtocols = [Tls.ApplicationProtocol] };

    /// <summary>The certificates that may be shown.</summary>
    public X509CertificateCollection? ClientCertificates
    {
        get => Value.ClientCertificates;
        set => Value.ClientCertificates = value;
    }

    /// <summary>The versions of TLS.</summary>
    public SslProtocols EnabledSslProtocols
    {
        get => Value.EnabledSslProtocols;
        set => Value.EnabledSslProtocols = value;
    }

    /// <summary>Whether and how revocation is checked.</summary>
    public X509RevocationMode CertificateRevocationCheckMode
    {
        get => Value.CertificateRevocationCheckMode;
        set => Value.CertificateRevocationCheckMode = value;
    }

    /// <summary>The name that the other end's certificate must have.</summary>
    public string? TargetHost
    {
        get => Value.TargetHost;
        set => Value.TargetHost = value;
    }
}

/// <summary>The options of one handshake of a listener.</summary>
public class TlsServerAuthenticationOptions
{
    internal SslServerAuthenticationOptions Value { get; } = new() { ApplicationProtocols = [Tls.ApplicationProtocol] };

    /// <summary>The certificate that is shown.</summary>
    public X509Certificate? ServerCertificate
    {
        get => Value.ServerCertificate;
        set => Value.ServerCertificate = value;
    }

    /// <summary>Whether the other end is asked for a certificate.</summary>
    public bool ClientCertificateRequired
    {
        get => Value.ClientCertificateRequired;
        set => Value.ClientCertificateRequired = value;
    }

    /// <summary>The versions of TLS.</summary>
    public SslProtocols EnabledSslProtocols
    {
        get => Value.EnabledSslProtocols;
        set => Value.EnabledSslProtocols = value;
    }

    /// <summary>Whether and how revocation is checked.</summary>
    public X509RevocationMode CertificateRevocationCheckMode
    {
        get => Value.CertificateRevocationCheckMode;
        set => Value.CertificateRevocationCheckMode = value;
    }
}
