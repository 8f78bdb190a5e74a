using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Starling.Chaos.Cluster;

/// <summary>A silo in a process of its own, and what can be done to it.</summary>
internal sealed partial class SiloProcess(string name, int siloPort, int gatewayPort, string folder, IReadOnlyDictionary<string, string> environment)
{
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;

    private Process? process;

    /// <summary>The silo's name.</summary>
    public string Name => name;

    /// <summary>The port for clients.</summary>
    public int GatewayPort => gatewayPort;

    /// <summary>The port for silos: what its address is recognised by.</summary>
    public int SiloPort => siloPort;

    /// <summary>Whether the process is there.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>Whether the process is there and not halted.</summary>
    public bool IsAnswering => IsRunning && !isHalted;

    private bool isHalted;

    /// <summary>Bytes of memory that the process holds.</summary>
    public long MemoryBytes
    {
        get
        {
            process!.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts the process; its log goes to a file beside the cluster's folders.</summary>
    public void Start(IEnumerable<string> extra)
    {
        isHalted = false;
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] arguments =
        [
            typeof(SiloProcess).Assembly.Location, "silo",
            string.Create(CultureInfo.InvariantCulture, $"--Silo:SiloPort={siloPort}"),
            string.Create(CultureInfo.InvariantCulture, $"--Silo:GatewayPort={gatewayPort}"),
            $"--Silo:Name={name}",
            "--Silo:ClusterId=chaos",
            "--Clustering:Kind=folder",
            $"--Clustering:Folder={Path.Combine(folder, "members")}",
            "--Storage:Kind=folder",
            $"--Storage:Folder={Path.Combine(folder, "storage")}",
            .. extra,
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string key, string value) in environment)
            start.Environment[key] = value;

        process = Process.Start(start)!;
        var log = new StreamWriter(new FileStream(Path.Combine(folder, $"{name}.log"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Write(log, line.Data);
        process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => Signal(SignalKill);

    /// <summary>SIGTERM: the silo hands its work over.</summary>
    public void Terminate() => Signal(SignalTerminate);

    /// <summary>SIGSTOP: the process stands still.</summary>
    public void Halt()
    {
        isHalted = true;
        Signal(SignalStop);
    }

    /// <summary>SIGCONT.</summary>
    public void Continue()
    {
        isHalted = false;
        Signal(SignalContinue);
    }

    /// <summary>Waits for the end of the process.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => process!.WaitForExitAsync(cancellationToken);

    private static void Write(StreamWriter log, string? line)
    {
        if (line is null)
            return;

        lock (log)
            log.WriteLine(line);
    }

    private void Signal(int signal)
    {
        if (IsRunning)
            _ = SendSignal(process!.Id, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
