using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Starling.Silo.Connections.Transport;
using Starling.Silo.Settings;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Silo.Tests.Connections;

public sealed class StreamTransportTests : IAsyncLifetime
{
    private readonly StreamTransport transport = new();
    private IConnectionListener listener = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => listener = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Cancellation);

    public async ValueTask DisposeAsync() => await listener.DisposeAsync();

    [Fact]
    public async Task Bytes_arrive_as_they_were_sent_both_ways()
    {
        (ConnectionContext one, ConnectionContext other) = await ConnectAsync();
        await using ConnectionContext first = one;
        await using ConnectionContext second = other;
        byte[] sent = new byte[5_000_003];
        new Random(1).NextBytes(sent);

        foreach ((ConnectionContext from, ConnectionContext to) in ((ConnectionContext, ConnectionContext)[])[(first, second), (second, first)])
        {
            Task sending = SendAsync(from.Transport.Output, sent);
            Assert.Equal(sent, await ReceiveAsync(to.Transport.Input, sent.Length));
            await sending;
        }
    }

    [Fact]
    public async Task Who_closes_is_told_so_and_the_other_side_finds_the_end()
    {
        (ConnectionContext one, ConnectionContext other) = await ConnectAsync();
        await using ConnectionContext first = one;
        await using ConnectionContext second = other;
        ValueTask<ReadResult> own = first.Transport.Input.ReadAsync(Cancellation);
        ValueTask<ReadResult> theirs = second.Transport.Input.ReadAsync(Cancellation);
        Assert.False(theirs.IsCompleted);

        first.Abort();

        Assert.True((await own).IsCompleted);
        Assert.True((await theirs).IsCompleted);
        var closed = new TaskCompletionSource();
        first.ConnectionClosed.Register(closed.SetResult);
        await closed.Task.WaitAsync(Cancellation);
        Assert.False(second.ConnectionClosed.IsCancellationRequested);
    }

    [Fact]
    public async Task A_connection_that_is_broken_off_is_an_error_for_whoever_reads()
    {
        using var stranger = new TcpClient();
        ValueTask<ConnectionContext?> accepting = listener.AcceptAsync(Cancellation);
        await stranger.ConnectAsync((IPEndPoint)listener.EndPoint, Cancellation);
        await using ConnectionContext connection = (await accepting)!;

        stranger.LingerState = new LingerOption(true, 0);
        stranger.Client.Dispose();

        await Assert.ThrowsAsync<ConnectionResetException>(async () => await connection.Transport.Input.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task What_is_left_to_send_when_a_connection_ends_keeps_nobody()
    {
        (ConnectionContext one, ConnectionContext other) = await ConnectAsync();
        await using ConnectionContext first = one;
        await using ConnectionContext second = other;
        first.Transport.Output.GetSpan(100)[..100].Fill(7);
        first.Transport.Output.Advance(100);

        first.Abort();
        await first.Transport.Output.CompleteAsync();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_to_be_and_a_listener_that_is_closed_accepts_no_more()
    {
        await Assert.ThrowsAsync<AddressInUseException>(async () => await transport.BindAsync(listener.EndPoint, Cancellation));

        ValueTask<ConnectionContext?> accepting = listener.AcceptAsync(Cancellation);
        await listener.UnbindAsync(Cancellation);
        Assert.Null(await accepting);
        await Assert.ThrowsAnyAsync<SocketException>(async () => await transport.ConnectAsync(listener.EndPoint, Cancellation));
    }

    [Fact]
    public void Silos_use_it_wherever_their_engine_lets_transports_be_chosen()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddStarlingSilo(new HostSettings { Silo = new SiloSettings { SiloPort = FreePorts.Next(), GatewayPort = FreePorts.Next() } });

        ServiceDescriptor[] transports =
        [
            .. builder.Services.Where(service => service.IsKeyedService
                && (service.ServiceType == typeof(IConnectionFactory) || service.ServiceType == typeof(IConnectionListenerFactory))),
        ];

        Assert.All(transports, service => Assert.IsType<StreamTransport>(service.KeyedImplementationInstance));
        bool isStandin = typeof(IGrainFactory).Assembly.GetName().Name == "Orleans.Standin";
        Assert.Equal(isStandin, transports.Length == 0);
    }

    private static async Task SendAsync(PipeWriter output, byte[] bytes)
    {
        foreach (byte[] piece in bytes.Chunk(700_001))
            await output.WriteAsync(piece, Cancellation);
    }

    private static async Task<byte[]> ReceiveAsync(PipeReader input, int count)
    {
        ReadResult read = await input.ReadAtLeastAsync(count, Cancellation);
        byte[] bytes = read.Buffer.Slice(0, count).ToArray();
        input.AdvanceTo(read.Buffer.GetPosition(count));
        return bytes;
    }

    private async Task<(ConnectionContext One, ConnectionContext Other)> ConnectAsync()
    {
        ValueTask<ConnectionContext?> accepting = listener.AcceptAsync(Cancellation);
        ConnectionContext one = await transport.ConnectAsync(listener.EndPoint, Cancellation);
        return (one, (await accepting)!);
    }
}
