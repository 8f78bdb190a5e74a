using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Orleans.Runtime.Networking;

/// <summary>
/// The stream below a connection's transport. Who takes it reads and writes without the copies of a pipe, and large blocks go
/// from the message to the socket as they are. It is there for as long as no middleware has touched the transport itself.
/// </summary>
internal interface IByteStreamFeature
{
    bool TryTake([NotNullWhen(true)] out Stream? stream);
}

/// <summary>A transport over a stream: pipes where somebody asks for them, the stream itself where nobody did.</summary>
internal sealed class StreamTransport(Stream stream) : IDuplexPipe, IByteStreamFeature
{
    private const int BufferSize = 32 * 1024;
    private PipeReader? _input;
    private PipeWriter? _output;

    public PipeReader Input => _input ??= PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));

    public PipeWriter Output => _output ??= PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

    public bool TryTake([NotNullWhen(true)] out Stream? taken)
    {
        taken = _input is null && _output is null ? stream : null;
        return taken is not null;
    }
}

internal static class ConnectionStreams
{
    /// <summary>A stream over whatever the middleware left as the connection's transport.</summary>
    public static Stream Of(ConnectionContext connection)
    {
        IDuplexPipe transport = connection.Transport;
        return transport is IByteStreamFeature feature && feature.TryTake(out Stream? stream) ? stream : new PipeStream(transport);
    }
}

/// <summary>Both pipes of a transport as one stream.</summary>
internal sealed class PipeStream(IDuplexPipe transport) : Stream
{
    private readonly Stream _input = transport.Input.AsStream(leaveOpen: true);
    private readonly Stream _output = transport.Output.AsStream(leaveOpen: true);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => _output.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _input.ReadAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _output.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _output.WriteAsync(buffer, offset, count, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
