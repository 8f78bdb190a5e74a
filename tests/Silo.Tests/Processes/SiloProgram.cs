using System.Diagnostics;
using System.Globalization;

namespace Starling.Silo.Tests.Processes;

/// <summary>The silo program as a process.</summary>
internal sealed class SiloProgram : IDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource<string> firstError = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProgram(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                firstError.TrySetResult(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The process.</summary>
    public Process Process => process;

    /// <summary>Starts it on ports of its own, with further settings.</summary>
    public static SiloProgram Start(params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true,
        };
        foreach (string argument in (string[])[typeof(SiloHost).Assembly.Location, .. settings])
            start.ArgumentList.Add(argument);

        return new SiloProgram(Process.Start(start)!);
    }

    /// <summary>A setting with a port.</summary>
    public static string Setting(string name, int port) => string.Create(CultureInfo.InvariantCulture, $"--{name}={port}");

    /// <summary>Sends it a signal, such as TERM.</summary>
    public async Task SignalAsync(string name, CancellationToken cancellationToken)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits for its end; the exit code and the first line on standard error.</summary>
    public async Task<(int ExitCode, string Error)> EndAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, firstError.Task.IsCompleted ? await firstError.Task : "");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();

        process.Dispose();
    }
}
