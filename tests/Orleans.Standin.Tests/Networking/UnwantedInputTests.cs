using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Messaging;
using Orleans.Runtime.Networking;
using Orleans.Standin.Tests.Hosting;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Networking;

/// <summary>What nobody should send: it costs the connection that it comes on, and nothing else.</summary>
public sealed class UnwantedInputTests
{
    private const int GigaByte = 1024 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, byte[]> Inputs = new(StringComparer.Ordinal)
    {
        ["http"] = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: silo\r\n\r\n"),
        ["random"] = RandomBytes(100_000),
        ["zeros"] = new byte[100_000],
        ["magic and a huge length"] = [.. "OrlStand"u8, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2, 3],
        ["magic and nonsense"] = [.. "OrlStand"u8, 100, 0, 0, 0, .. RandomBytes(100)],
    };

    public static TheoryData<string, bool> InputsAndPorts() => new(Inputs.Keys.SelectMany(input => new[] { (input, false), (input, true) }));

    [Theory]
    [MemberData(nameof(InputsAndPorts))]
    public async Task A_stranger_is_disconnected(string input, bool isGateway)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using Socket socket = await ConnectAsync(cluster, isGateway);

        await socket.SendAsync(Inputs[input]);

        // Who knows the magic word is told which version is wanted; nobody else gets a byte.
        Assert.InRange(await ReadToEndAsync(socket), 0, input.EndsWith("nonsense", StringComparison.Ordinal) ? 1_000 : 0);
        await AssertServesAsync(cluster);
    }

    [Fact]
    public async Task A_caller_that_does_not_introduce_itself_is_disconnected_when_its_time_is_over()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: Hurry);
        Socket[] idle = await Task.WhenAll(Enumerable.Range(0, 200).Select(index => ConnectAsync(cluster, isGateway: index % 2 == 0)));
        foreach (Socket socket in idle.Take(50)) await socket.SendAsync("OrlSt"u8.ToArray());

        int[] answers = await Task.WhenAll(idle.Select(ReadToEndAsync));

        Assert.All(answers, answer => Assert.Equal(0, answer));
        await AssertServesAsync(cluster);
        foreach (Socket socket in idle) socket.Dispose();
    }

    [Theory]
    [InlineData(GigaByte, 0, 0)]
    [InlineData(100, GigaByte, 0)]
    [InlineData(-1, 0, 0)]
    [InlineData(100, -1, 0)]
    [InlineData(0, 100, 0)]
    [InlineData(100, 100, 1)]
    [InlineData(100, 1_000_000, GigaByte)]
    [InlineData(100, 1_000_000, -1)]
    [InlineData(100, 1_000_000, 1, -1, 100_000)]
    [InlineData(100, 1_000_000, 1, 0, GigaByte)]
    [InlineData(100, 1_000_000, 1, 950_000, 100_000)]
    [InlineData(100, 1_000_000, 2, 0, 100_000, 99_999, 100_000)]
    public async Task A_frame_that_announces_too_much_costs_the_connection_before_anything_is_allocated(params int[] numbers)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using Socket socket = await ConnectAsync(cluster, isGateway: true);
        await using var stream = new NetworkStream(socket);
        await Preamble.GreetAsync(stream, Client(cluster), CancellationToken.None);
        long before = GC.GetTotalAllocatedBytes();

        byte[] prefix = new byte[numbers.Length * sizeof(int)];
        for (int index = 0; index < numbers.Length; index++) BinaryPrimitives.WriteInt32LittleEndian(prefix.AsSpan(index * sizeof(int)), numbers[index]);
        await stream.WriteAsync(prefix);

        Assert.Equal(0, await ReadToEndAsync(socket));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50_000_000);
        await AssertServesAsync(cluster);
    }

    [Fact]
    public async Task A_frame_whose_header_means_nothing_costs_the_connection()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using Socket socket = await ConnectAsync(cluster, isGateway: true);
        await using var stream = new NetworkStream(socket);
        await Preamble.GreetAsync(stream, Client(cluster), CancellationToken.None);

        await stream.WriteAsync((byte[])[50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. RandomBytes(50)]);

        Assert.Equal(0, await ReadToEndAsync(socket));
        await AssertServesAsync(cluster);
    }

    [Theory]
    [InlineData((int)MessageKind.Response)]
    [InlineData((int)MessageKind.System)]
    [InlineData((int)MessageKind.Moved)]
    public async Task A_client_that_speaks_as_a_silo_is_disconnected(int kind)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using Socket socket = await ConnectAsync(cluster, isGateway: true);
        await using var stream = new NetworkStream(socket);
        Introduction self = Client(cluster);
        await Preamble.GreetAsync(stream, self, CancellationToken.None);
        using Frame frame = FrameCodec.Encode(new Message { Kind = (MessageKind)kind, Id = 1, Client = self.Client, Operation = SystemOperation.ReadTable });

        var writer = new FrameWriter(stream);
        await writer.WriteAsync(frame);
        await writer.RestAsync();

        Assert.Equal(0, await ReadToEndAsync(socket));
        await AssertServesAsync(cluster);
    }

    [Fact]
    public async Task A_caller_of_another_cluster_or_at_the_wrong_port_is_told_why_it_is_refused()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Introduction client = Client(cluster);
        SiloAddress silo = SiloAddress.New(IPAddress.Loopback, 1, 1);

        Assert.Contains("belongs to the cluster 'other'", await RefusalOfAsync(cluster, true, client with { ClusterId = "other" }), StringComparison.Ordinal);
        Assert.Contains("A client calls the port of the silos", await RefusalOfAsync(cluster, false, client), StringComparison.Ordinal);
        Assert.Contains("A silo calls the port of the clients", await RefusalOfAsync(cluster, true, client with { Silo = silo }), StringComparison.Ordinal);
        SiloAddress earlier = SiloAddress.New(cluster.Silo(0).Address.Endpoint, 1);
        Assert.Contains("listens here, not", await RefusalOfAsync(cluster, false, client with { Silo = silo, Target = earlier }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_disconnected_before_its_answers_fill_the_memory()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        var receiver = new Receiver();
        var connection = new MessageConnection(receiver, new ConnectionLimits(1000, 1000, 1000, 1000), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, "test");

        Assert.Equal(SendOutcome.Sent, connection.TrySend(NewFrame(900, isAnswer: false)));
        Assert.Equal(SendOutcome.Full, connection.TrySend(NewFrame(200, isAnswer: false)));
        Assert.Equal(SendOutcome.Sent, connection.TrySend(NewFrame(900, isAnswer: true)));
        Assert.Equal(SendOutcome.Closed, connection.TrySend(NewFrame(900, isAnswer: true)));
        Assert.Equal(SendOutcome.Closed, connection.TrySend(NewFrame(1, isAnswer: false)));
        connection.Finish();

        Assert.Same(connection, receiver.Closed);
    }

    private static Frame NewFrame(int length, bool isAnswer) =>
        new(Orleans.Serialization.Payload.Of(new byte[length]), new Orleans.Serialization.Payload()) { IsAnswer = isAnswer };

    private static void Hurry(ISiloBuilder silo) => silo.Configure<ConnectionOptions>(options => options.OpenConnectionTimeout = TimeSpan.FromMilliseconds(300));

    private static Introduction Client(TestCluster cluster) => new(cluster.ClusterId, null, Guid.NewGuid(), null, new Dictionary<string, string>(StringComparer.Ordinal));

    private static async Task<Socket> ConnectAsync(TestCluster cluster, bool isGateway)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, isGateway ? cluster.GatewayPorts[0] : cluster.Silo(0).Address.Endpoint.Port);
        return socket;
    }

    private static async Task<string> RefusalOfAsync(TestCluster cluster, bool isGateway, Introduction self)
    {
        using Socket socket = await ConnectAsync(cluster, isGateway);
        await using var stream = new NetworkStream(socket);
        return (await Assert.ThrowsAsync<PreambleException>(() => Preamble.GreetAsync(stream, self, CancellationToken.None))).Message;
    }

    private static async Task<int> ReadToEndAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        using var limit = new CancellationTokenSource(Limit);
        int total = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer, limit.Token) is > 0 and var count) total += count;
        }
        catch (SocketException)
        {
            // Reset: the other end had not read everything.
        }

        return total;
    }

    private static async Task AssertServesAsync(TestCluster cluster)
    {
        using Microsoft.Extensions.Hosting.IHost client = await cluster.StartClientAsync();
        Assert.Equal(1, await client.Services.GetGrain<ICounterGrain>(Guid.NewGuid().ToString()).IncrementAsync());
        await client.StopAsync();
    }

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private sealed class Receiver : IFrameReceiver
    {
        public IConnection? Closed { get; private set; }

        public void OnFrame(Frame frame, IConnection connection) => frame.Dispose();

        public void OnClosed(IConnection connection) => Closed = connection;
    }
}
