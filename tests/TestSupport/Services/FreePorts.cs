using System.Net;
using System.Net.Sockets;

namespace Starling.TestSupport.Services;

/// <summary>
/// Ports of the loopback address for servers of tests. They lie below the ports that the system gives to outgoing connections
/// (from 32768 on Linux), so that no connection takes a port between its choice and the server's start, and a process gives none
/// out twice.
/// </summary>
public static class FreePorts
{
    private const int First = 20_000;
    private const int Count = 12_000;
    private static uint _next = (uint)Random.Shared.Next(Count);

    /// <summary>A port that nothing listens on.</summary>
    public static int Next()
    {
        for (int attempt = 0; attempt < Count; attempt++)
        {
            int port = First + (int)(Interlocked.Increment(ref _next) % Count);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
            }
        }

        throw new InvalidOperationException($"No port from {First} to {First + Count - 1} is free.");
    }

    /// <summary>So many ports that nothing listens on, all different.</summary>
    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];
}
