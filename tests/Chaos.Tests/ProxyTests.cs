using System.Net;
using System.Net.Sockets;
using Starling.Chaos.Network;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Chaos.Tests;

/// <summary>What cuts links where network namespaces are not permitted.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task It_holds_bytes_back_while_it_is_closed_and_loses_none()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        int port = FreePorts.Next();
        using var target = new TcpListener(IPAddress.Loopback, FreePorts.Next());
        target.Start();
        using var proxy = new Proxy(port, ((IPEndPoint)target.LocalEndpoint).Port);
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, port, cancellation);
        using Socket called = await target.AcceptSocketAsync(cancellation);

        await caller.GetStream().WriteAsync(new byte[] { 1 }, cancellation);
        Assert.Equal(1, await ReadAsync(called, cancellation));

        proxy.Close();
        await caller.GetStream().WriteAsync(new byte[] { 2 }, cancellation);
        Task<int> held = ReadAsync(called, cancellation);
        using var later = new TcpClient();
        await later.ConnectAsync(IPAddress.Loopback, port, cancellation);
        Assert.False(target.Pending());
        Assert.False(held.IsCompleted);

        proxy.Reopen();
        Assert.Equal(2, await held);
        using Socket second = await target.AcceptSocketAsync(cancellation);
        await second.SendAsync(new byte[] { 3 }, cancellation);
        Assert.Equal(3, await ReadAsync(later.Client, cancellation));
    }

    private static async Task<int> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        byte[] one = new byte[1];
        Assert.Equal(1, await socket.ReceiveAsync(one, cancellationToken));
        return one[0];
    }
}
