using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Starling.Algorithms.Errors;

namespace Starling.Cli.Local;

/// <summary>
/// Starts this same program again as a silo. A shell in between gives it a log in place of the terminal, so that
/// <c>$(starling up)</c> does not wait for it; the silo then leaves the terminal's session (<see cref="Detachment"/>).
/// </summary>
internal sealed partial class SiloLauncher : ISiloLauncher
{
    private const string Script = """trap "" HUP; log=$1; shift; exec "$@" < /dev/null >> "$log" 2>&1""";
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;

    /// <inheritdoc/>
    public SiloProcess Launch(SiloLaunch launch)
    {
        if (OperatingSystem.IsWindows())
            throw new StarlingException(ErrorCatalog.SiloCannotStart, "`starling up` starts silos on Linux and macOS only.");

        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "starling", launch.LogFile, .. Program(), launch.Command, .. launch.Arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = launch.WorkingDirectory,
        };
        foreach ((string name, string value) in launch.Environment)
            start.Environment[name] = value;

        try
        {
            using Process process = Process.Start(start)!;
            return new SiloProcess(process.Id, ProcessBirth.Of(process.Id) ?? "");
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            throw new StarlingException(ErrorCatalog.SiloCannotStart, $"A silo could not be started: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public bool IsAlive(SiloProcess silo) => silo.Birth.Length > 0 && ProcessBirth.Of(silo.Id) == silo.Birth;

    /// <inheritdoc/>
    public void Terminate(SiloProcess silo) => Signal(silo, SignalTerminate);

    /// <inheritdoc/>
    public void Kill(SiloProcess silo) => Signal(silo, SignalKill);

    private static string[] Program()
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "starling.dll");
        string? host = Environment.ProcessPath;
        // Started by `dotnet starling.dll` or by the executable beside it.
        return host is not null && !Path.GetFileNameWithoutExtension(host).Equals("starling", StringComparison.Ordinal)
            ? [Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.Ordinal) ? host : "dotnet", assembly]
            : [host ?? "dotnet", .. host is null ? (string[])[assembly] : []];
    }

    private void Signal(SiloProcess silo, int signal)
    {
        // Between the check and the signal the process can end, but its number is not used again that soon.
        if (IsAlive(silo))
            _ = Kill(silo.Id, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}

/// <summary>What tells a process from a later one with the same number.</summary>
internal static class ProcessBirth
{
    private const string ClockFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>The birth of a process; null where there is none, or only what is left of one that has ended.</summary>
    public static string? Of(int processId)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OfLinux(processId) : OfOther(processId);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    // The start in ticks since this boot: unlike a time of day it does not move when the clock is set.
    private static string? OfLinux(int processId)
    {
        string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
        // The name, in parentheses, may hold anything.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        const int State = 0;
        const int StartTime = 19;
        if (fields[State] is "Z" or "X")
            return null;

        string boot = File.Exists(ClockFile) ? File.ReadAllText(ClockFile).Trim() : "";
        return $"{fields[StartTime]}@{boot}";
    }

    private static string? OfOther(int processId)
    {
        using Process process = Process.GetProcessById(processId);
        return process.HasExited ? null : process.StartTime.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }
}
