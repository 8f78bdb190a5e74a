using System.Diagnostics;
using System.Globalization;
using Starling.Silo;

namespace Starling.Bench.Processes;

/// <summary>
/// A silo as a process of its own: the product's silo program with the product's settings of the runtime, which ends with the process that started it.
/// </summary>
internal sealed class SiloProcess : IDisposable
{
    /// <summary>The subject of this program that is a silo; not for people.</summary>
    public const string Subject = "silo-process";

    private readonly Process process;

    private SiloProcess(Process process) => this.process = process;

    /// <summary>The id of the process.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Starts one.</summary>
    /// <param name="settings">Settings of the silo, such as <c>--Silo:SiloPort=11112</c>.</param>
    public static SiloProcess Start(IEnumerable<string> settings)
    {
        string runtimeConfig = Path.ChangeExtension(typeof(SiloHost).Assembly.Location, ".runtimeconfig.json");
        var started = new SiloProcess(Process.Start(ThisProgram.Again([Subject, .. settings], runtimeConfig))!);

        // Nobody reads what it prints; a full pipe would hold it up.
        started.process.OutputDataReceived += (_, _) => { };
        started.process.BeginOutputReadLine();
        return started;
    }

    /// <summary>Runs the silo, in the process that was started.</summary>
    /// <param name="settings">Its settings.</param>
    public static Task<int> RunAsync(string[] settings)
    {
        // Nothing that it holds is wanted any more.
        ParentWatch.Start(() => Process.GetCurrentProcess().Kill());
        return SiloHost.RunAsync(settings);
    }

    /// <summary>Bytes of memory that are resident now, and the most that ever were.</summary>
    public (long Now, long Most) Resident()
    {
        long now = 0;
        long most = 0;
        foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/status")))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                now = Kilobytes(line);
            else if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                most = Kilobytes(line);
        }

        return (1024 * now, 1024 * most);
    }

    /// <summary>Ends the process at once, as a machine would that loses its power.</summary>
    public void Kill()
    {
        if (!process.HasExited)
            process.Kill();

        process.WaitForExit();
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private static long Kilobytes(string line) =>
        long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2], CultureInfo.InvariantCulture);
}
