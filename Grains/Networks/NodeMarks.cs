using System.Buffers.Binary;
using Starling.GrainInterfaces;

namespace Starling.Grains.Networks;

/// <summary>Where the snapshots of a network's nodes lie, as bytes of a fixed length.</summary>
internal static class NodeMarks
{
    private const int HashBytes = 32;
    private const int MarkBytes = sizeof(int) + sizeof(int) + sizeof(long) + HashBytes;

    /// <summary>Bytes of the marks of so many nodes.</summary>
    public static int Length(int nodes) => nodes * MarkBytes;

    /// <summary>Writes marks.</summary>
    public static byte[] Write(IReadOnlyList<SavedState> marks)
    {
        byte[] bytes = new byte[Length(marks.Count)];
        for (int i = 0; i < marks.Count; i++)
        {
            Span<byte> place = bytes.AsSpan(i * MarkBytes, MarkBytes);
            BinaryPrimitives.WriteInt32LittleEndian(place, marks[i].Version);
            BinaryPrimitives.WriteInt32LittleEndian(place[4..], marks[i].Slot);
            BinaryPrimitives.WriteInt64LittleEndian(place[8..], marks[i].Bytes);
            Convert.FromHexString(marks[i].Sha256).CopyTo(place[16..]);
        }

        return bytes;
    }

    /// <summary>Reads marks.</summary>
    public static SavedState[] Read(ReadOnlySpan<byte> bytes)
    {
        var marks = new SavedState[bytes.Length / MarkBytes];
        for (int i = 0; i < marks.Length; i++)
        {
            ReadOnlySpan<byte> place = bytes.Slice(i * MarkBytes, MarkBytes);
            marks[i] = new SavedState
            {
                Version = BinaryPrimitives.ReadInt32LittleEndian(place),
                Slot = BinaryPrimitives.ReadInt32LittleEndian(place[4..]),
                Bytes = BinaryPrimitives.ReadInt64LittleEndian(place[8..]),
                Sha256 = Convert.ToHexStringLower(place.Slice(16, HashBytes)),
            };
        }

        return marks;
    }
}
