using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// The key of a grain as the tables have it: a GUID or a number in two integers, with what follows its <c>+</c> as extension; any
/// other text as extension alone. As in Orleans, a text of hexadecimal digits is a number, so that <c>1</c> and <c>01</c> are one.
/// </summary>
internal readonly record struct AdoNetKey(long N0, long N1, string? Extension)
{
    private const int GuidDigits = 32;

    /// <summary>The hash by which the key is looked for; that of Orleans, so that both find the same row.</summary>
    public int Hash { get; private init; }

    /// <exception cref="FormatException">The key has braces, on which Orleans' provider fails too, there after it has written.</exception>
    public static AdoNetKey Of(GrainId grainId)
    {
        string text = grainId.Key.ToString()!;
        if (text.AsSpan().ContainsAny('{', '}')) throw new FormatException($"A key in a database has no braces: {grainId}.");
        byte[] key = Encoding.UTF8.GetBytes(text);
        int plus = Array.IndexOf(key, (byte)'+');
        int guidEnd = key.Length > GuidDigits && key[GuidDigits] == (byte)'+' ? GuidDigits : key.Length;
        if (guidEnd == GuidDigits && Utf8Parser.TryParse(key.AsSpan(0, GuidDigits), out Guid guid, out int length, 'N') && length == GuidDigits)
        {
            Span<byte> bytes = stackalloc byte[16];
            guid.TryWriteBytes(bytes);
            return Make(bytes, BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), After(key, GuidDigits));
        }

        int digits = plus >= 0 ? plus : key.Length;
        if (!Utf8Parser.TryParse(key.AsSpan(0, digits), out long number, out length, 'X') || length != digits) return Make([], 0, 0, text);
        Span<byte> numberBytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(numberBytes, number);
        return Make(numberBytes, 0, number, After(key, digits));
    }

    // The number or GUID and the extension, last byte first.
    private static AdoNetKey Make(ReadOnlySpan<byte> number, long n0, long n1, string? extension)
    {
        byte[] bytes = [.. number, .. Encoding.UTF8.GetBytes(extension ?? "")];
        Array.Reverse(bytes);
        return new AdoNetKey(n0, n1, extension) { Hash = XxHash32.Compute(bytes) };
    }

    private static string? After(byte[] key, int end) => end < key.Length ? Encoding.UTF8.GetString(key.AsSpan(end + 1)) : null;
}
