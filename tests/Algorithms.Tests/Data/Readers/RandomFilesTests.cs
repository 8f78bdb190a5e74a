using System.Text;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Readers;

/// <summary>
/// Files that are not what they should be: every reader reads them or refuses them in a sentence, and does nothing else.
/// </summary>
public sealed class RandomFilesTests : IDisposable
{
    private static readonly string[] Good =
    [
        "+1 1:0.5 3:2 # comment\n-1 2:1 4:1e3\n\n+1 7:3\n",
        "1,2.5,0\n3,4,1\n\"5\",6,2\n",
        "A:\nwhat A says\n\nB:\nwhat B says\n",
        "\u0000\u0000\u0008\u0001\u0000\u0000\u0000\u0004abcd",
    ];

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Readers => ["idx", "libsvm", "csv", "npy", "play"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Readers))]
    public void Noise_is_refused_or_read(string reader)
    {
        var random = new Random(4);
        for (int i = 0; i < 300; i++)
        {
            byte[] content = new byte[random.Next(200)];
            random.NextBytes(content);
            Read(reader, content);
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Damaged_and_cut_files_are_refused_or_read(string reader)
    {
        var random = new Random(5);
        byte[] npy = [0x93, .. "NUMPY"u8, 1, 0, 60, 0, .. Encoding.ASCII.GetBytes(
            "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }\n"), 1, 2, 3, 4];
        foreach (byte[] good in Good.Select(Encoding.Latin1.GetBytes).Append(npy))
        {
            for (int i = 0; i < 200; i++)
            {
                byte[] content = [.. good.AsSpan(0, good.Length - random.Next(good.Length / 4))];
                for (int damage = random.Next(4); damage > 0; damage--)
                    content[random.Next(content.Length)] = (byte)random.Next(256);
                Read(reader, i % 4 == 0 ? DataAssert.Gzip(content) : content);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Packed_files_cut_anywhere_are_refused(string reader)
    {
        byte[] packed = DataAssert.Gzip(Encoding.Latin1.GetBytes(Good[reader switch { "csv" => 1, "play" => 2, "idx" => 3, _ => 0 }]));
        for (int length = 2; length < packed.Length; length++)
            Assert.NotNull(Read(reader, packed[..length]));
    }

    private StarlingException? Read(string reader, byte[] content)
    {
        string path = _folder.Write("some.data", content);
        try
        {
            switch (reader)
            {
                case "idx": IdxReader.Read(path); break;
                case "libsvm": LibsvmReader.Read(path, "some"); break;
                case "csv": CsvTable.Read(path, null, "some", new CsvLayout()); break;
                case "npy": NpyReader.Read(path); break;
                default:
                    using (DataFileStream file = DataFileStream.Open(path))
                        PlayText.Parse(file.ReadToEnd("text"), path);
                    break;
            }

            return null;
        }
        catch (StarlingException exception)
        {
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
            return exception;
        }
    }
}
