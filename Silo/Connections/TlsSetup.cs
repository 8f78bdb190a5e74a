using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Starling.Algorithms.Errors;
using Starling.Silo.Settings;

namespace Starling.Silo.Connections;

/// <summary>Encrypts the connections of a silo: with other silos, which show each other certificates, and with clients, which show tokens.</summary>
internal static class TlsSetup
{
    /// <summary>Adds it where a certificate is configured.</summary>
    /// <exception cref="StarlingException">STAR0702: a certificate cannot be used.</exception>
    public static void AddTls(this ISiloBuilder silo, TlsSettings settings, TimeProvider time)
    {
        if (!settings.IsOn)
            return;

        var own = new CertificateFile(settings, time);
        X509Certificate2? authority = settings.CaFile is null ? null : LoadAuthority(settings.CaFile);
        TlsOptions among = Options(own, authority, settings.RequireSiloCertificate ? RemoteCertificateMode.RequireCertificate : RemoteCertificateMode.AllowCertificate);
        TlsOptions outside = Options(own, authority, RemoteCertificateMode.NoCertificate);
        silo.Configure<SiloConnectionOptions>(connections =>
        {
            connections.ConfigureSiloInboundConnection(connection => connection.UseServerTls(among));
            connections.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(among));
            connections.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(outside));
        });
    }

    private static TlsOptions Options(CertificateFile own, X509Certificate2? authority, RemoteCertificateMode mode) => new()
    {
        LocalServerCertificateSelector = (_, _) => own.Current,
        LocalClientCertificateSelector = (_, _, _, _, _) => own.Current,
        ClientCertificateMode = RemoteCertificateMode.AllowCertificate,
        RemoteCertificateMode = mode,
        RemoteCertificateValidation = (certificate, _, errors) => IsTrusted(certificate, authority, errors),
        OnAuthenticateAsClient = (_, options) => options.TargetHost = "localhost",
    };

    // The authority signs silos alone: which of them it is, its name need not say.
    private static bool IsTrusted(X509Certificate2 certificate, X509Certificate2? authority, SslPolicyErrors errors)
    {
        if (authority is null)
            return errors == SslPolicyErrors.None;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static X509Certificate2 LoadAuthority(string path)
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(path);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StarlingException(ErrorCatalog.CertificateUnusable, $"{path}: {exception.Message}", exception);
        }
    }
}
