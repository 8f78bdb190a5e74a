using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Starling.Algorithms.Numerics;

/// <summary>Checks of span arguments, with the throwing part out of line so that kernels stay small.</summary>
internal static class SpanChecks
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SameLength(int expected, int actual, string parameter)
    {
        if (expected != actual)
            ThrowLength(expected, actual, parameter);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Require([DoesNotReturnIf(false)] bool condition, string parameter, string message)
    {
        if (!condition)
            Throw(message, parameter);
    }

    /// <summary>The spans must be the same memory or not touch each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SameOrDisjoint<T>(ReadOnlySpan<T> source, ReadOnlySpan<T> destination, string parameter)
    {
        if (source.Overlaps(destination, out int offset) && offset != 0)
            Throw("The spans overlap without being the same.", parameter);
    }

    /// <summary>The spans must not touch each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Disjoint<T>(ReadOnlySpan<T> source, ReadOnlySpan<T> destination, string parameter)
    {
        if (source.Overlaps(destination))
            Throw("The spans overlap.", parameter);
    }

    [DoesNotReturn]
    private static void ThrowLength(int expected, int actual, string parameter) =>
        throw new ArgumentException($"The length must be {expected}, not {actual}.", parameter);

    [DoesNotReturn]
    private static void Throw(string message, string parameter) => throw new ArgumentException(message, parameter);
}
