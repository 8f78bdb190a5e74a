using System.Diagnostics;
using System.Text;

namespace Starling.Cli.Tests.EndToEnd;

/// <summary>The real command in a process of its own, as a person starts it.</summary>
internal sealed class StarlingProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> awaited = [];

    private StarlingProcess(string folder, string[] arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "starling.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        // What a person's own shell may have set.
        foreach (string name in (string[])["STARLING_DATA", "STARLING_CLUSTER", "STARLING_TOKEN", "STARLING_CA", "STARLING_LOCAL", "XDG_DATA_HOME"])
            start.Environment.Remove(name);
        foreach ((string name, string? value) in environment)
            start.Environment[name] = value;

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Receive(output, line.Data);
        process.ErrorDataReceived += (_, line) => Receive(error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    public string Output => Text(output);

    public string Error => Text(error);

    public int Id => process.Id;

    public static StarlingProcess Start(string folder, params string[] arguments) =>
        new(folder, arguments, new Dictionary<string, string?> { ["HOME"] = folder, ["XDG_CACHE_HOME"] = folder });

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        using StarlingProcess started = Start(folder, arguments);
        int code = await started.EndAsync(cancellationToken);
        return (code, started.Output, started.Error);
    }

    /// <summary>Waits until a text was printed on standard output.</summary>
    public Task PrintsAsync(string text, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (output)
        {
            if (output.ToString().Contains(text, StringComparison.Ordinal))
                return Task.CompletedTask;

            awaited.Add((text, seen));
        }

        return seen.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits for the end and returns the exit code. What does not end, as where whoever started the tests ignores Ctrl-C, fails after a while.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        return process.ExitCode;
    }

    /// <summary>Sends what Ctrl-C sends.</summary>
    public void Interrupt()
    {
        using Process? kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill?.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);

        process.Dispose();
    }

    private static string Text(StringBuilder builder)
    {
        lock (builder)
            return builder.ToString();
    }

    private void Receive(StringBuilder builder, string? line)
    {
        if (line is null)
            return;

        lock (builder)
        {
            builder.AppendLine(line);
            if (builder != output)
                return;

            foreach ((string text, TaskCompletionSource seen) in awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                    seen.TrySetResult();
            }
        }
    }
}
