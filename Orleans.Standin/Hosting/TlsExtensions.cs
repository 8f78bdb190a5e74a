using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Orleans.Hosting
{
    /// <summary>Puts TLS on the connections of silos and clients.</summary>
    public static class OrleansConnectionSecurityHostingExtensions
    {
        /// <summary>Puts TLS on every connection of a silo, with a certificate.</summary>
        /// <exception cref="ArgumentException">The certificate has no private key.</exception>
        public static ISiloBuilder UseTls(this ISiloBuilder builder, X509Certificate2 certificate, Action<TlsOptions> configureOptions)
        {
            ArgumentNullException.ThrowIfNull(certificate);
            ArgumentNullException.ThrowIfNull(configureOptions);
            Tls.RequirePrivateKey(certificate, nameof(certificate));
            return builder.UseTls(options =>
            {
                options.LocalCertificate = certificate;
                configureOptions(options);
            });
        }

        /// <summary>Puts TLS on every connection of a silo, with a certificate.</summary>
        /// <exception cref="ArgumentException">The certificate has no private key.</exception>
        public static ISiloBuilder UseTls(this ISiloBuilder builder, X509Certificate2 certificate) => builder.UseTls(certificate, _ => { });

        /// <summary>Puts TLS on every connection of a silo.</summary>
        /// <exception cref="InvalidOperationException">There is no certificate.</exception>
        public static ISiloBuilder UseTls(this ISiloBuilder builder, Action<TlsOptions> configureOptions)
        {
            ArgumentNullException.ThrowIfNull(configureOptions);
            var options = new TlsOptions();
            configureOptions(options);
            if (options.LocalCertificate is null && options.LocalServerCertificateSelector is null) throw new InvalidOperationException("No certificate specified");
            if (options.LocalCertificate is { } certificate) Tls.RequirePrivateKey(certificate, nameof(configureOptions));
            return builder.Configure<SiloConnectionOptions>(connections =>
            {
                connections.ConfigureSiloInboundConnection(connection => connection.UseServerTls(options));
                connections.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(options));
                connections.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(options));
            });
        }

        /// <summary>Puts TLS on every connection of a client, with a certificate.</summary>
        /// <exception cref="ArgumentException">The certificate has no private key.</exception>
        public static IClientBuilder UseTls(this IClientBuilder builder, X509Certificate2 certificate, Action<TlsOptions> configureOptions)
        {
            ArgumentNullException.ThrowIfNull(certificate);
            ArgumentNullException.ThrowIfNull(configureOptions);
            Tls.RequirePrivateKey(certificate, nameof(certificate));
            return builder.UseTls(options =>
            {
                options.LocalCertificate = certificate;
                configureOptions(options);
            });
        }

        /// <summary>Puts TLS on every connection of a client, with a certificate.</summary>
        /// <exception cref="ArgumentException">The certificate has no private key.</exception>
        public static IClientBuilder UseTls(this IClientBuilder builder, X509Certificate2 certificate) => builder.UseTls(certificate, _ => { });

        /// <summary>Puts TLS on every connection of a client.</summary>
        /// <exception cref="InvalidOperationException">Silos require a certificate, and there is none.</exception>
        public static IClientBuilder UseTls(this IClientBuilder builder, Action<TlsOptions> configureOptions)
        {
            ArgumentNullException.ThrowIfNull(configureOptions);
            var options = new TlsOptions();
            configureOptions(options);
            if (options.LocalCertificate is null && options.ClientCertificateMode == RemoteCertificateMode.RequireCertificate)
                throw new InvalidOperationException("No certificate specified");
            if (options.LocalCertificate is { } certificate) Tls.RequirePrivateKey(certificate, nameof(configureOptions));
            return builder.Configure<ClientConnectionOptions>(connections => connections.ConfigureConnection(connection => connection.UseClientTls(options)));
        }
    }
}

namespace Orleans
{
    /// <summary>Puts TLS on connections.</summary>
    public static class TlsConnectionBuilderExtensions
    {
        /// <summary>The listener's end.</summary>
        public static void UseServerTls(this IConnectionBuilder builder, TlsOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            ILogger logger = LoggerOf(builder);
            builder.Use(next => Tls.Server(next, options, logger));
        }

        /// <summary>The dialler's end.</summary>
        public static void UseClientTls(this IConnectionBuilder builder, TlsOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            ILogger logger = LoggerOf(builder);
            builder.Use(next => Tls.Client(next, options, logger));
        }

        private static ILogger LoggerOf(IConnectionBuilder builder) =>
            (builder.ApplicationServices.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("Orleans.Connections.Security");
    }
}
