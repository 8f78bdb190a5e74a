using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Starling.Silo.Connections;
using Starling.Silo.Settings;
using Starling.TestSupport;
using Xunit;

namespace Starling.Silo.Tests.Connections;

public sealed class ConnectionGuardTests
{
    private static readonly byte[] Greeting = [.. Enumerable.Range(1, ConnectionGuard.GreetingBytes).Select(number => (byte)number)];

    private readonly ManualTimeProvider time = new();
    private readonly ListLogger<ConnectionGuard> log = new();
    private readonly List<byte[]> passed = [];

    [Fact]
    public async Task What_a_connection_said_is_still_there_for_the_next_in_line()
    {
        ConnectionDelegate gate = Guard().Before(PassAsync);
        using var connection = new TestConnection("10.0.0.1");
        await connection.SayAsync(Greeting);

        await gate(connection.Context);

        Assert.Equal(Greeting, Assert.Single(passed));
        Assert.False(connection.IsAborted);
    }

    [Fact]
    public async Task A_greeting_may_come_in_pieces()
    {
        ConnectionDelegate gate = Guard().Before(PassAsync);
        using var connection = new TestConnection("10.0.0.1");
        Task passing = gate(connection.Context);
        foreach (byte piece in Greeting)
        {
            Assert.False(passing.IsCompleted);
            await connection.SayAsync(new[] { piece });
        }

        await passing;

        Assert.Equal(Greeting, Assert.Single(passed));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ConnectionGuard.GreetingBytes - 1)]
    public async Task Whoever_does_not_say_enough_in_time_is_sent_away(int bytes)
    {
        ConnectionDelegate gate = Guard().Before(PassAsync);
        using var connection = new TestConnection("10.0.0.1");
        Task passing = gate(connection.Context);
        await connection.SayAsync(Greeting.AsMemory(0, bytes));
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(passing.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(0.1));
        await passing;

        Assert.Empty(passed);
        Assert.True(connection.IsAborted);
        Assert.Contains("10.0.0.1", Assert.Single(log.Entries).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_goes_away_is_let_go_without_a_word()
    {
        ConnectionDelegate gate = Guard().Before(PassAsync);
        using var connection = new TestConnection("10.0.0.1");
        await connection.HangUpAsync();

        await gate(connection.Context);

        Assert.Empty(passed);
        Assert.Empty(log.Entries);
    }

    [Fact]
    public async Task More_connections_than_allowed_are_refused_until_one_ends()
    {
        var count = new ConnectionCount(3, 2);
        ConnectionDelegate gate = Guard(count).Before(WaitAsync);
        List<Task> inside = [];
        foreach (string address in (string[])["10.0.0.1", "10.0.0.1", "10.0.0.2"])
            inside.Add(await EnterAsync(gate, address));

        using var sameAddress = new TestConnection("10.0.0.1");
        using var anyAddress = new TestConnection("10.0.0.9");
        await gate(sameAddress.Context);
        await gate(anyAddress.Context);
        Assert.True(sameAddress.IsAborted);
        Assert.True(anyAddress.IsAborted);
        Assert.Equal((3, 2), count.Of(IPAddress.Parse("10.0.0.1")));

        released.SetResult();
        await Task.WhenAll(inside);
        Assert.Equal((0, 0), count.Of(IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public async Task A_flood_is_told_once_in_a_while()
    {
        ConnectionDelegate gate = Guard(new ConnectionCount(0, 0)).Before(PassAsync);
        for (int i = 0; i < 100; i++)
        {
            using var connection = new TestConnection("10.0.0.1");
            await gate(connection.Context);
            time.Advance(TimeSpan.FromSeconds(0.11));
        }

        // 11 seconds: at the first, and at the first after ten more.
        Assert.Equal(2, log.Entries.Count);
        Assert.All(log.Entries, entry => Assert.Equal(LogLevel.Warning, entry.Level));
    }

    [Fact]
    public async Task Behind_TLS_nobody_is_counted_but_silence_counts()
    {
        ConnectionDelegate gate = Guard(new ConnectionCount(0, 0)).AfterHandshake(PassAsync);
        using var speaks = new TestConnection("10.0.0.1");
        await speaks.SayAsync(Greeting);
        await gate(speaks.Context);
        Assert.Equal(Greeting, Assert.Single(passed));

        using var silent = new TestConnection("10.0.0.1");
        Task passing = gate(silent.Context);
        time.Advance(TimeSpan.FromSeconds(10));
        await passing;
        Assert.True(silent.IsAborted);
    }

    private readonly TaskCompletionSource released = new();

    private ConnectionGuard Guard(ConnectionCount? count = null) =>
        new("clients", count ?? new ConnectionCount(10, 10), new ConnectionSettings { FirstWordSeconds = 10 }, time, log);

    private async Task PassAsync(ConnectionContext connection)
    {
        ReadResult read = await connection.Transport.Input.ReadAtLeastAsync(ConnectionGuard.GreetingBytes);
        passed.Add(System.Buffers.BuffersExtensions.ToArray(read.Buffer));
    }

    private Task WaitAsync(ConnectionContext connection) => released.Task;

    private static async Task<Task> EnterAsync(ConnectionDelegate gate, string address)
    {
        var connection = new TestConnection(address);
        await connection.SayAsync(Greeting);
        return gate(connection.Context);
    }

    private sealed class TestConnection : IDisposable
    {
        private readonly Pipe sent = new();
        private readonly Pipe received = new();
        private readonly Pipes context;

        public TestConnection(string address) => context = new Pipes(sent.Reader, received.Writer)
        {
            ConnectionId = address, RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 4000),
        };

        public ConnectionContext Context => context;

        public bool IsAborted => context.IsAborted;

        public async Task SayAsync(ReadOnlyMemory<byte> bytes)
        {
            if (!bytes.IsEmpty)
                await sent.Writer.WriteAsync(bytes);
        }

        public ValueTask HangUpAsync() => sent.Writer.CompleteAsync();

        public void Dispose() => sent.Writer.Complete();

        private sealed class Pipes(PipeReader input, PipeWriter output) : DefaultConnectionContext
        {
            private readonly Ends ends = new(input, output);

            public bool IsAborted { get; private set; }

            public override IDuplexPipe Transport
            {
                get => ends;
                set => throw new NotSupportedException();
            }

            public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;
        }

        private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
