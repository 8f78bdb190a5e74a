using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>The refusal of messages that nobody encoded like that.</summary>
internal static class Malformed
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThrowIf([DoesNotReturnIf(true)] bool condition, string why)
    {
        if (condition)
            Throw(why);
    }

    [DoesNotReturn]
    public static void Throw(string why) =>
        throw new StarlingException(ErrorCatalog.MessageMalformed, $"A compressed message is refused: {why}.");
}
