using System.Text;

namespace Orleans.Runtime.Messaging;

/// <summary>Hashes that are the same in every process: FNV-1a, with a final mixing of the bits.</summary>
internal static class StableHash
{
    public static uint Compute32(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Compute64(bytes);
        return (uint)(hash ^ (hash >> 32));
    }

    public static uint Compute32(string text) => Compute32(Encoding.UTF8.GetBytes(text));

    public static ulong Compute64(string text) => Compute64(Encoding.UTF8.GetBytes(text));

    public static uint Mix(uint left, uint right)
    {
        ulong hash = Finish(((ulong)left << 32) | right);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Compute64(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037UL;
        foreach (byte value in bytes) hash = (hash ^ value) * 1099511628211UL;
        return Finish(hash);
    }

    private static ulong Finish(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return hash ^ (hash >> 33);
    }
}
