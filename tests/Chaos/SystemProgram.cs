using System.ComponentModel;
using System.Diagnostics;

namespace Starling.Chaos;

/// <summary>Programs of the system.</summary>
internal static class SystemProgram
{
    /// <summary>Runs one to its end; false where it is not there or fails.</summary>
    public static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
