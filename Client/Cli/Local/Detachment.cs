using System.Runtime.InteropServices;

namespace Starling.Cli.Local;

/// <summary>Takes a process out of its terminal's session.</summary>
internal static partial class Detachment
{
    /// <summary>
    /// Makes this process the first of a session of its own: Ctrl-C in the terminal that started it, and the terminal's end, are
    /// then not for it. Does nothing where it leads a group already, as when a shell started it as a job.
    /// </summary>
    public static void LeaveTerminal()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetSession();
    }

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int SetSession();
}
