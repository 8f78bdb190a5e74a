using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Starling.Algorithms.Numerics;

/// <summary>C += A B for columns of C that are taken one to four registers at a time: <see cref="MatrixTile{TRow,TLanes,TVector,T}"/>.</summary>
internal static class MatrixPanel<TLanes, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most registers of a panel.</summary>
    public const int Widest = 4;

    /// <summary>
    /// The width of the next panel. Six rows of four registers need 24 for the sums and 5 more; with 16 registers in all, two is the width that
    /// fits. A last panel of one register is avoided: it leaves the multipliers waiting, and the registers that overlap at the end of a row must
    /// be in one panel.
    /// </summary>
    /// <param name="registers">How many registers the columns that are left fill, the last perhaps in part.</param>
    public static int Width(int registers) =>
        Avx512F.VL.IsSupported || AdvSimd.IsSupported
            ? registers switch { 5 => 3, > Widest => Widest, _ => registers }
            : registers switch { > 3 => 2, _ => registers };

    /// <summary>All rows of one panel.</summary>
    public static void Run<TWalk>(
        int width, ref T a, nint aRow, nint aStep, ref T b, TWalk walk, ref T c, nint cRow, nint last, int rows, int depth, bool load)
        where TWalk : struct, IRowWalk, allows ref struct
    {
        switch (width)
        {
            case 4:
                MatrixTile<RegisterRow4<TLanes, TVector, T>, TLanes, TVector, T>.Panel(
                    ref a, aRow, aStep, ref b, walk, ref c, cRow, last, rows, depth, load);
                break;
            case 3:
                MatrixTile<RegisterRow3<TLanes, TVector, T>, TLanes, TVector, T>.Panel(
                    ref a, aRow, aStep, ref b, walk, ref c, cRow, last, rows, depth, load);
                break;
            case 2:
                MatrixTile<RegisterRow2<TLanes, TVector, T>, TLanes, TVector, T>.Panel(
                    ref a, aRow, aStep, ref b, walk, ref c, cRow, last, rows, depth, load);
                break;
            default:
                MatrixTile<RegisterRow1<TLanes, TVector, T>, TLanes, TVector, T>.Panel(
                    ref a, aRow, aStep, ref b, walk, ref c, cRow, last, rows, depth, load);
                break;
        }
    }

    /// <summary>C += A B for all columns, which are at least as many as a register holds.</summary>
    public static void AddProduct<TWalk>(
        ref T a, nint aRow, nint aStep, ref T b, TWalk walk, ref T c, nint cRow, int rows, int depth, int columns)
        where TWalk : struct, IRowWalk, allows ref struct
    {
        int column = 0;
        while (column < columns)
        {
            int width = Width((columns - column + TLanes.Count - 1) / TLanes.Count);
            int panelColumns = Math.Min(width * TLanes.Count, columns - column);
            Run(width, ref a, aRow, aStep, ref Unsafe.Add(ref b, column), walk, ref Unsafe.Add(ref c, column), cRow,
                panelColumns - TLanes.Count, rows, depth, load: true);
            column += panelColumns;
        }
    }
}
