using System.Buffers.Binary;
using Orleans.Serialization;

namespace Orleans.Runtime.Networking;

/// <summary>Who is at an end of a connection.</summary>
/// <param name="ClusterId">The cluster it belongs to.</param>
/// <param name="Silo">The silo it is; null for a client.</param>
/// <param name="Client">The client it is; empty for a silo.</param>
/// <param name="Target">The silo that the dialler wants; null for whichever listens. A generation of 0 is any run of it.</param>
/// <param name="Labels">The silo's labels.</param>
internal sealed record Introduction(string ClusterId, SiloAddress? Silo, Guid Client, SiloAddress? Target, IReadOnlyDictionary<string, string> Labels);

/// <summary>An end of a connection does not want the other one. The message says why, in one line.</summary>
internal sealed class PreambleException(string message, RefusalReason reason = RefusalReason.Other) : IOException(message)
{
    public RefusalReason Reason { get; } = reason;
}

/// <summary>Why a connection is refused, as far as the other end acts on it.</summary>
internal enum RefusalReason : byte
{
    None,
    Other,

    /// <summary>The dialler is dead, as the listener's membership has it.</summary>
    DeclaredDead,

    /// <summary>Another run of the silo listens there now.</summary>
    OtherGeneration,
}

/// <summary>
/// The greeting of a connection. Both ends send a magic word, a length and a block: protocol, version, cluster, who they are.
/// The listener answers after it has read the dialler's. Nothing else is read, and nothing large allocated, before both are
/// content.
/// </summary>
internal static class Preamble
{
    public const int Protocol = 1;
    private const int MaximumLength = 64 * 1024;
    private const int FixedLength = 12;
    private const int LongestText = 500;

    /// <summary>The version of this build; only equal ones talk to each other.</summary>
    public static readonly string Version = typeof(Preamble).Assembly.GetName().Version!.ToString(3);

    private static ReadOnlySpan<byte> Magic => "OrlStand"u8;

    /// <summary>The dialler's part: introduces itself and reads who answers.</summary>
    /// <exception cref="PreambleException">The other end refuses, or is something else.</exception>
    public static async Task<Introduction> GreetAsync(Stream stream, Introduction self, CancellationToken cancellationToken)
    {
        await WriteAsync(stream, RefusalReason.None, null, self, cancellationToken);
        return await ReadAsync(stream, self.ClusterId, cancellationToken);
    }

    /// <summary>The listener's part: reads who calls, asks <paramref name="check"/>, and answers.</summary>
    /// <exception cref="PreambleException">The caller is refused, and has been told so where it could be.</exception>
    public static async Task<Introduction> AnswerAsync(
        Stream stream, Introduction self, Action<Introduction> check, CancellationToken cancellationToken)
    {
        try
        {
            Introduction caller = await ReadAsync(stream, self.ClusterId, cancellationToken);
            check(caller);
            await WriteAsync(stream, RefusalReason.None, null, self, cancellationToken);
            return caller;
        }
        catch (PreambleException refusal) when (refusal.Reason != RefusalReason.None)
        {
            await WriteAsync(stream, refusal.Reason, refusal.Message, self, cancellationToken);
            throw;
        }
    }

    private static async Task WriteAsync(Stream stream, RefusalReason refusal, string? reason, Introduction self, CancellationToken cancellationToken)
    {
        var writer = new Writer();
        writer.WriteRaw(Magic);
        Writer.Block block = writer.BeginBlock();
        writer.WriteVarint(Protocol);
        writer.WriteString(Version);
        writer.WriteByte((byte)refusal);
        writer.WriteString(reason);
        writer.WriteString(self.ClusterId);
        Codecs.Get<SiloAddress?>().Write(writer, self.Silo);
        writer.WriteFixed(self.Client);
        Codecs.Get<SiloAddress?>().Write(writer, self.Target);
        writer.WriteVarint((ulong)self.Labels.Count);
        foreach ((string name, string value) in self.Labels)
        {
            writer.WriteString(name);
            writer.WriteString(value);
        }

        writer.EndBlock(block);
        using Payload payload = writer.Complete();
        await stream.WriteAsync(payload.ToArray(), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    private static async Task<Introduction> ReadAsync(Stream stream, string clusterId, CancellationToken cancellationToken)
    {
        byte[] start = new byte[FixedLength];
        await ReadExactlyAsync(stream, start, cancellationToken);
        if (!start.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new PreambleException("The other end speaks something else: plain text, TLS, or another program.", RefusalReason.None);
        int length = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(Magic.Length));
        if (length is <= 0 or > MaximumLength) throw new PreambleException($"The greeting announces {length} bytes.", RefusalReason.None);
        byte[] block = new byte[length];
        await ReadExactlyAsync(stream, block, cancellationToken);
        try
        {
            return Parse(block, clusterId);
        }
        catch (SerializerException exception)
        {
            throw new PreambleException($"The greeting means nothing: {exception.Message}");
        }
    }

    private static Introduction Parse(byte[] block, string clusterId)
    {
        using Payload payload = Payload.Of(block);
        var reader = new Reader(payload, references: null);
        ulong protocol = reader.ReadVarint();
        string version = Printable(reader.ReadString());
        if (protocol != Protocol || !string.Equals(version, Version, StringComparison.Ordinal))
            throw new PreambleException($"The other end has version {version} (protocol {protocol}), this one {Version} (protocol {Protocol}).");
        var refusal = (RefusalReason)reader.ReadByte();
        string reason = Printable(reader.ReadString());
        if (refusal != RefusalReason.None) throw new PreambleException($"The other end refuses: {reason}", refusal);
        string? theirs = reader.ReadString();
        if (!string.Equals(theirs, clusterId, StringComparison.Ordinal))
            throw new PreambleException($"The other end belongs to the cluster '{Printable(theirs)}', this one to '{clusterId}'.");
        SiloAddress? silo = Codecs.Get<SiloAddress?>().Read(reader);
        Guid client = reader.ReadFixed<Guid>();
        SiloAddress? target = Codecs.Get<SiloAddress?>().Read(reader);
        int count = reader.CheckLength(reader.ReadVarint());
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int index = 0; index < count; index++) labels[reader.ReadString() ?? ""] = reader.ReadString() ?? "";
        return new Introduction(theirs!, silo, client, target, labels);
    }

    // What a stranger sends goes into the log as one line of what can be read.
    private static string Printable(string? text) =>
        new([.. (text ?? "").Take(LongestText).Select(symbol => char.IsControl(symbol) || symbol == '\uFFFD' ? '?' : symbol)]);

    private static async Task ReadExactlyAsync(Stream stream, Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            await stream.ReadExactlyAsync(destination, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            throw new PreambleException("The other end closed the connection before it had introduced itself.", RefusalReason.None);
        }
    }
}
