using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Networking;

namespace Orleans.Connections.Security;

/// <summary>
/// TLS as middleware of connections. It takes the stream below, where there is one, and leaves its own in its place. A handshake
/// that fails, or takes too long, ends the connection with one line in the log.
/// </summary>
internal static partial class Tls
{
    public static readonly SslApplicationProtocol ApplicationProtocol = new("Orleans1");

    /// <summary>The listener's end.</summary>
    public static ConnectionDelegate Server(ConnectionDelegate next, TlsOptions options, ILogger logger)
    {
        if (options.LocalCertificate is null && options.LocalServerCertificateSelector is null)
            throw new ArgumentException("A listener needs a certificate.", nameof(options));
        return context => RunAsync(context, next, options, logger, (stream, cancellation) =>
        {
            var handshake = new TlsServerAuthenticationOptions
            {
                ClientCertificateRequired = options.RemoteCertificateMode != RemoteCertificateMode.NoCertificate,
                EnabledSslProtocols = options.SslProtocols,
                CertificateRevocationCheckMode = options.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
            };
            if (options.LocalServerCertificateSelector is { } select) handshake.Value.ServerCertificateSelectionCallback = (_, name) => select(context, name);
            else handshake.ServerCertificate = options.LocalCertificate;
            options.OnAuthenticateAsServer?.Invoke(context, handshake);
            return stream.AuthenticateAsServerAsync(handshake.Value, cancellation);
        });
    }

    /// <summary>The dialler's end.</summary>
    public static ConnectionDelegate Client(ConnectionDelegate next, TlsOptions options, ILogger logger) =>
        context => RunAsync(context, next, options, logger, (stream, cancellation) =>
        {
            var handshake = new TlsClientAuthenticationOptions
            {
                EnabledSslProtocols = options.SslProtocols,
                CertificateRevocationCheckMode = options.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
            };
            if (options.LocalClientCertificateSelector is { } select)
                handshake.Value.LocalCertificateSelectionCallback = (sender, host, local, remote, issuers) => select(sender, host, local, remote, issuers)!;
            else if (options.LocalCertificate is { } certificate) handshake.ClientCertificates = [certificate];
            options.OnAuthenticateAsClient?.Invoke(context, handshake);
            return stream.AuthenticateAsClientAsync(handshake.Value, cancellation);
        });

    public static void RequirePrivateKey(X509Certificate2 certificate, string parameter)
    {
        if (!certificate.HasPrivateKey) throw new ArgumentException($"The certificate {certificate.Subject} has no private key.", parameter);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A handshake may fail in any way; it costs the connection, nothing else.")]
    private static async Task RunAsync(
        ConnectionContext context, ConnectionDelegate next, TlsOptions options, ILogger logger, Func<SslStream, CancellationToken, Task> authenticate)
    {
        await using var stream = new SslStream(ConnectionStreams.Of(context), leaveInnerStreamOpen: false, Validator(options));
        using (var timeout = new CancellationTokenSource())
        {
            if (options.HandshakeTimeout != Timeout.InfiniteTimeSpan) timeout.CancelAfter(options.HandshakeTimeout);
            try
            {
                await authenticate(stream, timeout.Token);
            }
            catch (Exception exception)
            {
                if (exception is OperationCanceledException) LogTimedOut(logger, context.RemoteEndPoint, options.HandshakeTimeout);
                else LogFailed(logger, context.RemoteEndPoint, exception.Message);
                context.Abort();
                return;
            }
        }

        System.IO.Pipelines.IDuplexPipe below = context.Transport;
        try
        {
            context.Transport = new StreamTransport(stream);
            await next(context);
        }
        finally
        {
            context.Transport = below;
        }
    }

    private static RemoteCertificateValidationCallback Validator(TlsOptions options) => (_, certificate, chain, errors) =>
    {
        if (certificate is null) return options.RemoteCertificateMode != RemoteCertificateMode.RequireCertificate;
        if (options.RemoteCertificateMode == RemoteCertificateMode.NoCertificate || options.RemoteCertificateValidation is not { } validate)
            return errors == SslPolicyErrors.None;
        return certificate is X509Certificate2 shown ? validate(shown, chain, errors) : validate(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()), chain, errors);
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The TLS handshake with {Remote} took longer than {Limit}: the connection is closed.")]
    private static partial void LogTimedOut(ILogger logger, System.Net.EndPoint? remote, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The TLS handshake with {Remote} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, System.Net.EndPoint? remote, string reason);
}
