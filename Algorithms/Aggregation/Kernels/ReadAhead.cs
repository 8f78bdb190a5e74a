using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// Asks for the memory that the next block will read, a few cache lines at a time while this one is computed: all at once would fill the
/// queue of outstanding reads and stop everything. Does nothing where there is no such instruction.
/// </summary>
internal unsafe struct ReadAhead
{
    private const int Line = 64;

    private readonly byte** rows;
    private readonly nint ahead;
    private readonly int rowBytes;
    private readonly int share;
    private int row;
    private int offset;

    /// <summary>Plans it.</summary>
    /// <param name="rows">What is read now.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="ahead">Bytes from there to what will be read; 0 for nothing.</param>
    /// <param name="rowBytes">Bytes a row.</param>
    /// <param name="steps">How many times <see cref="Step"/> will be called.</param>
    public ReadAhead(void** rows, int count, nint ahead, int rowBytes, int steps)
    {
        this.rows = (byte**)rows;
        this.ahead = ahead;
        this.rowBytes = rowBytes;
        row = Sse.IsSupported && ahead != 0 ? count - 1 : -1;
        share = Line * (((count * (rowBytes / Line)) + steps - 1) / Math.Max(steps, 1));
    }

    /// <summary>Asks for one cache line. The address need not be valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void One(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>Asks for the next share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        for (int asked = 0; asked < share && row >= 0; asked += Line)
        {
            One(rows[row] + ahead + offset);
            offset += Line;
            if (offset >= rowBytes)
            {
                offset = 0;
                row--;
            }
        }
    }
}
