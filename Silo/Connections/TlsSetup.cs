using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Starling.Silo.Settings;

namespace Starling.Silo.Connections;

/// <summary>Encrypts the connections of a silo: with other silos, which show each other certificates, and with clients, which show tokens.</summary>
internal static class TlsSetup
{
    /// <summary>Adds it.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0702: a certificate cannot be used.</exception>
    public static void AddTls(this ISiloBuilder silo, TlsSettings settings, TimeProvider time)
    {
        var own = new CertificateFile(settings, time);
        var trust = new SiloTrust(settings.CaFile, time);
        TlsOptions among = Options(
            settings, own, settings.RequireSiloCertificate ? RemoteCertificateMode.RequireCertificate : RemoteCertificateMode.AllowCertificate, trust.Accepts);

        // Clients show tokens: a certificate that one shows says nothing, here or in a session that it resumes.
        TlsOptions outside = Options(settings, own, RemoteCertificateMode.AllowCertificate, (_, _, _) => true);
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<ILoggerFactory>((connections, loggers) =>
        {
            own.Logger = loggers.CreateLogger<CertificateFile>();
            connections.ConfigureSiloInboundConnection(connection => connection.UseServerTls(among));
            connections.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(among));
            connections.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(outside));
        });
    }

    private static TlsOptions Options(TlsSettings settings, CertificateFile own, RemoteCertificateMode mode, RemoteCertificateValidator accepts) => new()
    {
        LocalServerCertificateSelector = (_, _) => own.Current,
        LocalClientCertificateSelector = (_, _, _, _, _) => own.Current,
        ClientCertificateMode = RemoteCertificateMode.AllowCertificate,
        RemoteCertificateMode = mode,
        RemoteCertificateValidation = accepts,
        OnAuthenticateAsClient = (connection, options) =>
            options.TargetHost = settings.ServerName ?? (connection.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "localhost",
    };
}
