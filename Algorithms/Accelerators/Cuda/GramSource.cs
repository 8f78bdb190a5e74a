using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>
/// The kernel of inner products for a number of rows: which part of a group of threads has which pairs, and the lines of it. Pairs in the order of the
/// upper triangle are cut into parts of the same length, so that a part reads few rows; in a part the rows with themselves come first, because their
/// products say whether floats will do.
/// </summary>
internal sealed class GramSource
{
    /// <summary>The most rows: their pairs must find registers in four parts.</summary>
    public const int MostRows = 32;

    /// <summary>The threads of a group.</summary>
    public const int Threads = 128;

    private const int Warps = Threads / 32;
    private const int ChunkPairs = 16;
    private const int None = 0xFFFF;

    private static readonly ConcurrentDictionary<(int Rows, int Stage, int Buffers), GramSource> Sources = new();

    private readonly (int I, int J)[][] parts;

    private GramSource(int rows, int stage, int buffers)
    {
        int count = rows <= 14 ? 1 : rows <= 20 ? 2 : 4;
        (int I, int J)[] pairs = [.. Enumerable.Range(0, rows).SelectMany(i => Enumerable.Range(i, rows - i).Select(j => (i, j)))];
        parts = [.. Enumerable.Range(0, count).Select(part => pairs[(part * pairs.Length / count)..((part + 1) * pairs.Length / count)]
            .OrderBy(pair => pair.I == pair.J ? 0 : 1).ToArray())];
        int chunks = (parts.Max(part => part.Length) + ChunkPairs - 1) / ChunkPairs;
        int registers = parts.Max(part => part.Length) + rows + 28;
        int blocks = Warps / count * 4;
        SharedBytes = buffers * blocks * ((rows * stage) + 8) * sizeof(float);
        Kernels = KernelSource.With(
            "gram_tile",
            sizeof(float),
            new Dictionary<string, int>
            {
                ["ROWS"] = rows,
                ["PARTS"] = count,
                ["CHUNK_COUNT"] = chunks,
                ["STAGE"] = stage,
                ["BUFFERS"] = buffers,
                ["RESIDENT"] = registers <= 80 ? 6 : registers <= 128 ? 4 : registers <= 168 ? 3 : 2,
            },
            new Dictionary<string, string>
            {
                ["TABLES"] = Tables(rows, chunks),
                ["DECLARE"] = string.Concat(Enumerable.Range(0, chunks * ChunkPairs).Select(q => $"    float a{q} = 0.0f;\n")),
                ["PRODUCTS"] = Products(stage),
                ["CHUNKS"] = Chunks(chunks),
                ["CLEAR"] = "            " + string.Join(" = ", Enumerable.Range(0, chunks * ChunkPairs).Select(q => $"a{q}")) + " = 0.0f;",
            });
    }

    /// <summary>The source.</summary>
    public KernelSource Kernels { get; }

    /// <summary>Bytes of shared memory that a group needs beside what the kernel declares.</summary>
    public int SharedBytes { get; }

    /// <summary>The pairs of each part, in the order of their registers.</summary>
    public IReadOnlyList<IReadOnlyList<(int I, int J)>> Parts => parts;

    /// <summary>The source, which is made once.</summary>
    /// <param name="rows">The number of rows, 1 to <see cref="MostRows"/>.</param>
    /// <param name="stage">Columns of a block that are fetched at a time: 8, 16 or 32.</param>
    /// <param name="buffers">How many such fetches have room.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no rows, or too many for the registers.</exception>
    public static GramSource Of(int rows, int stage = 32, int buffers = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, MostRows);
        return Sources.GetOrAdd((rows, stage, buffers), static key => new GramSource(key.Rows, key.Stage, key.Buffers));
    }

    private string Tables(int rows, int chunks)
    {
        int[] pairs = [.. parts.SelectMany(part => Enumerable.Range(0, chunks * ChunkPairs).Select(q => q < part.Length ? part[q].I | (part[q].J << 8) : None))];
        int[] diagonals = new int[rows];
        for (int part = 0; part < parts.Length; part++)
        {
            for (int q = 0; q < parts[part].Length && parts[part][q].I == parts[part][q].J; q++)
                diagonals[parts[part][q].I] = (part * ChunkPairs) + q;
        }

        return $"#define PAIRS {string.Join(", ", pairs)}\n#define DIAGONALS {string.Join(", ", diagonals)}\n";
    }

    // Only the rows that the part needs are read.
    private string Products(int stage)
    {
        var text = new StringBuilder();
        for (int part = 0; part < parts.Length; part++)
        {
            (int I, int J)[] own = parts[part];
            int[] rows = [.. own.SelectMany(pair => new[] { pair.I, pair.J }).Distinct().Order()];
            text.Append(CultureInfo.InvariantCulture, $"            case {part}:\n#pragma unroll\n                for (int step = 0; step < {stage / 8}; step++)\n                {{\n");
            foreach (int row in rows)
                text.Append(CultureInfo.InvariantCulture, $"                    float x{row} = x[{row * stage} + step * 8];\n");
            for (int q = 0; q < own.Length; q++)
                text.Append(CultureInfo.InvariantCulture, $"                    a{q} = __fmaf_rn(x{own[q].I}, x{own[q].J}, a{q});\n");
            text.Append("                }\n\n                break;\n");
        }

        return text.ToString();
    }

    private static string Chunks(int chunks)
    {
        var text = new StringBuilder();
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            for (int slot = 0; slot < ChunkPairs / 2; slot++)
            {
                int q = (chunk * ChunkPairs) + slot;
                text.Append(CultureInfo.InvariantCulture, $"            FOLD({slot}, a{q}, a{q + (ChunkPairs / 2)})\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"            END_CHUNK({chunk})\n");
        }

        return text.ToString();
    }
}
