using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Starling.TestSupport.Services;

/// <summary>A server that a test started: it is ready when it says so, and ends with the test.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int Interrupt = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private ServerProcess(Process process)
    {
        _process = process;
    }

    /// <summary>The path of a program, from PATH; null where there is none.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static async Task RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using Process process = Start(start);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}: {errors}{await output}");
    }

    /// <summary>Starts a server and waits until a line of its output has a certain text.</summary>
    /// <exception cref="InvalidOperationException">It ended first; the message has what it said.</exception>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start, string readyText, CancellationToken cancellationToken)
    {
        Process process = Start(start);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process);
        try
        {
            Task ended = process.WaitForExitAsync(cancellationToken);
            if (await Task.WhenAny(ready.Task, ended).WaitAsync(Patience, cancellationToken) == ended && !ready.Task.IsCompleted)
                throw new InvalidOperationException($"{start.FileName} ended before it was ready: {Said()}");
            return server;
        }
        catch (Exception)
        {
            await server.DisposeAsync();
            throw;
        }

        void Hear(string? line)
        {
            if (line is null) return;
            lock (said) said.Add(line);
            if (line.Contains(readyText, StringComparison.Ordinal)) ready.TrySetResult();
        }

        string Said()
        {
            lock (said) return string.Join('\n', said);
        }
    }

    /// <summary>Asks the server to end, and waits until it has, with its data written.</summary>
    /// <exception cref="TimeoutException">It did not.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process.HasExited) return;
        _ = Signal(_process.Id, Interrupt);
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
    }

    /// <summary>Ends the server, with what it started, without letting it say goodbye.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);

    private static Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return Process.Start(start)!;
    }
}
