using System.Runtime.CompilerServices;

namespace Starling.Algorithms.Numerics;

/// <summary>How far it is from a row of the right-hand matrix to the next.</summary>
internal interface IRowWalk
{
    /// <summary>The distance in elements from row k to row k + 1.</summary>
    nint After(int row);
}

/// <summary>Rows at the same distance: a matrix.</summary>
/// <param name="step">The distance.</param>
internal readonly struct EvenRows(nint step) : IRowWalk
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint After(int row) => step;
}

/// <summary>Rows whose distances are listed: the shifted views of an image that a convolution multiplies.</summary>
/// <param name="first">The distance from the first row to the second; the others stand behind it, one for every row.</param>
internal readonly ref struct ListedRows(ref readonly nint first) : IRowWalk
{
    private readonly ref readonly nint first = ref first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint After(int row) => Unsafe.Add(ref Unsafe.AsRef(in first), row);
}
