using System.Runtime.CompilerServices;

namespace Orleans.Serialization;

/// <summary>Turns values that are nested without end into an exception instead of the end of the process.</summary>
internal static class StackGuard
{
    public static void Check()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new SerializerException("A value is nested too deeply, or contains itself.");
    }
}
