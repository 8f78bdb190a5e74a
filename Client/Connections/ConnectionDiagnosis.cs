using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Starling.Client.Connections;

/// <summary>Why a gateway could not be used.</summary>
/// <param name="Sentence">One sentence for a person.</param>
/// <param name="IsFinal">Whether trying again in a moment would find the same.</param>
internal sealed record ConnectionFinding(string Sentence, bool IsFinal);

/// <summary>
/// Finds out why a gateway did not let a client in, by knocking at it: the engine itself only tells that it did not. Asked when
/// connecting has failed; a cluster that answers never sees it.
/// </summary>
/// <param name="usesTls">Whether the client speaks TLS.</param>
/// <param name="trust">Which certificates it believes.</param>
/// <param name="options">The options of the connection.</param>
internal sealed class ConnectionDiagnosis(bool usesTls, ServerTrust trust, StarlingConnectionOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private TimeProvider Time => options.Time ?? TimeProvider.System;

    /// <summary>Looks at an address.</summary>
    public async Task<ConnectionFinding> ExamineAsync(ClusterAddress address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await KnockAsync(address, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ConnectionFinding($"No silo answers at {address}.", IsFinal: false);
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
                ? new ConnectionFinding($"The name of {address} cannot be resolved.", IsFinal: true)
                : new ConnectionFinding($"No silo answers at {address}.", IsFinal: exception.SocketErrorCode == SocketError.ConnectionRefused);
        }
    }

    private async Task<ConnectionFinding> KnockAsync(ClusterAddress address, CancellationToken cancellationToken)
    {
        IPEndPoint endpoint = (await address.ResolveAsync(cancellationToken))[0];
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, cancellationToken);
        (bool speaksTls, string? objection) = await ShakeHandsAsync(socket, options.ServerName ?? address.Host, cancellationToken);
        return (usesTls, speaksTls) switch
        {
            (true, false) => new ConnectionFinding(
                $"{address} does not answer in TLS: its cluster runs without it (--no-tls), or something else listens there.", IsFinal: true),
            (false, true) => new ConnectionFinding(
                $"{address} speaks TLS: name the certificate of its authority (--ca FILE or STARLING_CA).", IsFinal: true),
            (true, true) when objection is not null => new ConnectionFinding($"{address} {objection}.", IsFinal: true),
            _ => new ConnectionFinding(
                $"{address} answers but lets this client not in: is it the gateway port of a silo of cluster '{options.ClusterId}'?", IsFinal: false),
        };
    }

    private async Task<(bool SpeaksTls, string? Objection)> ShakeHandsAsync(Socket socket, string host, CancellationToken cancellationToken)
    {
        (bool isTls, string? objection) = (false, null);
        var network = new NetworkStream(socket, ownsSocket: false);
        await using var tls = new SslStream(network, leaveInnerStreamOpen: false, (_, certificate, _, errors) =>
        {
            isTls = true;
            objection = certificate is X509Certificate2 known ? trust.Objection(known, errors) : "has no certificate";
            return objection is null;
        });
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellationToken);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            // Whether a certificate came at all says what listens there.
        }

        return (isTls, objection);
    }
}
