using System.Diagnostics;
using Starling.Silo.Settings;

namespace Starling.Silo.Lifetime;

/// <summary>
/// Ends the process when the others have declared its silo dead, or when Orleans cannot go on: at once, so that its grains do not live
/// on beside those that take their place, and with a line for people.
/// </summary>
/// <param name="settings">The silo's place.</param>
internal sealed class LastWords(SiloSettings settings) : IFatalErrorHandler
{
    /// <summary>What such a process ends with.</summary>
    public const int ExitCode = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => true;

    /// <inheritdoc/>
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        Console.Error.WriteLine(Line(settings.Name ?? $"{settings.Address}:{settings.SiloPort}", context, exception));
        Console.Error.Flush();

        // What was registered for the end of the process runs; where that hangs, the process ends without it.
        var end = new Thread(static () => Environment.Exit(ExitCode)) { IsBackground = true, Name = "end of the process" };
        end.Start();
        end.Join(Patience);
        Process.GetCurrentProcess().Kill();
    }

    /// <summary>The line.</summary>
    /// <param name="name">What the silo is called.</param>
    /// <param name="context">Why, in Orleans' words.</param>
    /// <param name="exception">What happened; null where the others have decided.</param>
    internal static string Line(string name, string? context, Exception? exception)
    {
        if (exception is null && context?.Contains("dead", StringComparison.OrdinalIgnoreCase) == true)
            return $"Silo {name} ends: it did not answer the others, and they have declared it dead. Its jobs go on there; start it again.";

        return $"Silo {name} cannot go on and ends: {(exception?.GetBaseException().Message ?? context ?? "no reason is given").ReplaceLineEndings(" ")}";
    }
}
