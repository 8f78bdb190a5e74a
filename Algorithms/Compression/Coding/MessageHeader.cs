using System.Buffers.Binary;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>The compressors by the number that a message begins with. A number is never reused.</summary>
internal enum MessageKind : byte
{
    None = 0,
    Identity = 1,
    RandK = 2,
    TopK = 3,
    PermK = 4,
    Natural = 5,
    Qsgd = 6,
    Ternary = 7,
    Sign = 8,
    PowerSgd = 9,
    Float16 = 10,
    BFloat16 = 11,
    Composition = 12,
}

/// <summary>
/// The first bytes of a message: kind, flags, coding, Rice parameter (a byte each), D, parameter k or s or rank (4 bytes each), the number of
/// bits of the payload (8 bytes), and a seed (8 bytes) where the support comes from one. The payload is ceil(bits / 8) bytes.
/// </summary>
internal readonly record struct MessageHeader
{
    public const int MostBytes = 28;

    private const int LeastBytes = 20;
    private const byte DoubleFlag = 1;
    private const byte SeedFlag = 2;
    private const byte SupportFlag = 4;

    public MessageKind Kind { get; init; }

    public bool IsDouble { get; init; }

    public bool HasSeed { get; init; }

    /// <summary>Whether values follow in a message of their own: a part of a composition.</summary>
    public bool IsSupportOnly { get; init; }

    public byte Coding { get; init; }

    public byte Rice { get; init; }

    public int Dimension { get; init; }

    public int Parameter { get; init; }

    public long Bits { get; init; }

    public ulong Seed { get; init; }

    public int Length => HasSeed ? MostBytes : LeastBytes;

    /// <summary>Header and payload, in bytes.</summary>
    public int MessageLength => Length + PayloadLength;

    public int PayloadLength => (int)((Bits + 7) / 8);

    public int Write(Span<byte> destination)
    {
        destination[0] = (byte)Kind;
        destination[1] = (byte)((IsDouble ? DoubleFlag : 0) | (HasSeed ? SeedFlag : 0) | (IsSupportOnly ? SupportFlag : 0));
        destination[2] = Coding;
        destination[3] = Rice;
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], Dimension);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], Parameter);
        BinaryPrimitives.WriteInt64LittleEndian(destination[12..], Bits);
        if (HasSeed)
            BinaryPrimitives.WriteUInt64LittleEndian(destination[LeastBytes..], Seed);
        return Length;
    }

    /// <summary>Reads a header; the message is at least as long as it says, and may be longer.</summary>
    public static MessageHeader Read(ReadOnlySpan<byte> message)
    {
        Malformed.ThrowIf(message.Length < LeastBytes, "it is shorter than a header");
        byte flags = message[1];
        bool hasSeed = (flags & SeedFlag) != 0;
        Malformed.ThrowIf(flags > (DoubleFlag | SeedFlag | SupportFlag), "it has unknown flags");
        Malformed.ThrowIf(hasSeed && message.Length < MostBytes, "it is shorter than its header");
        var header = new MessageHeader
        {
            Kind = (MessageKind)message[0],
            IsDouble = (flags & DoubleFlag) != 0,
            HasSeed = hasSeed,
            IsSupportOnly = (flags & SupportFlag) != 0,
            Coding = message[2],
            Rice = message[3],
            Dimension = BinaryPrimitives.ReadInt32LittleEndian(message[4..]),
            Parameter = BinaryPrimitives.ReadInt32LittleEndian(message[8..]),
            Bits = BinaryPrimitives.ReadInt64LittleEndian(message[12..]),
            Seed = hasSeed ? BinaryPrimitives.ReadUInt64LittleEndian(message[LeastBytes..]) : 0,
        };
        Malformed.ThrowIf(header.Dimension < 0 || header.Parameter < 0, "its header has negative numbers");
        Malformed.ThrowIf(header.Bits < 0 || header.Bits > 8L * (message.Length - header.Length), "it is shorter than its header says");
        return header;
    }

    public void CheckLength(ReadOnlySpan<byte> message) =>
        Malformed.ThrowIf(message.Length != MessageLength, "it is longer than its header says");
}
