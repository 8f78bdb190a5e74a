using System.Text;

namespace Starling.Silo.Tests.Telemetry;

/// <summary>Reads the length-delimited fields of a protobuf message: enough to find names in what a collector receives.</summary>
internal static class OtlpReader
{
    /// <summary>The strings at a path of field numbers, such as 1, 2, 2, 1 for the names of metrics in an export.</summary>
    public static IEnumerable<string> Strings(byte[] message, params int[] path) =>
        Fields(message, path).Select(Encoding.UTF8.GetString);

    private static List<byte[]> Fields(byte[] message, ReadOnlySpan<int> path)
    {
        var found = new List<byte[]>();
        int position = 0;
        while (position < message.Length)
        {
            ulong key = Varint(message, ref position);
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref position);
                    break;
                case 1:
                    position += 8;
                    break;
                case 5:
                    position += 4;
                    break;
                case 2:
                    int length = (int)Varint(message, ref position);
                    byte[] content = message[position..(position + length)];
                    position += length;
                    if ((int)(key >> 3) != path[0])
                        break;
                    if (path.Length == 1)
                        found.Add(content);
                    else
                        found.AddRange(Fields(content, path[1..]));
                    break;
                default:
                    throw new InvalidDataException("This is no protobuf message.");
            }
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = message[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
