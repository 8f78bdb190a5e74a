using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Starling.Chaos.Faults;

namespace Starling.Chaos.Cluster;

/// <summary>A silo in a process of its own, and what can be done to it.</summary>
/// <param name="ground">What it stands on.</param>
/// <param name="number">Its number, from 0.</param>
/// <param name="faults">The faults that it makes itself.</param>
internal sealed partial class SiloProcess(ClusterGround ground, int number, FaultPlan faults)
{
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;

    private Process? process;

    /// <summary>The silo's name.</summary>
    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"silo-{number}");

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Gateway => new(IPAddress.Parse(ground.Network.AddressOf(number)), GatewayPort);

    /// <summary>The port for clients.</summary>
    public int GatewayPort => ground.Ports[(ground.Ports.Count / 2) + number];

    /// <summary>The port for silos: what its address is recognised by.</summary>
    public int SiloPort => ground.Ports[number];

    /// <summary>Whether the process is there.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>Whether the process is there and not halted.</summary>
    public bool IsAnswering => IsRunning && !isHalted;

    /// <summary>What the process ended with.</summary>
    public int ExitCode => process!.ExitCode;

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
    public void Start()
    {
        isHalted = false;
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] arguments =
        [
            typeof(SiloProcess).Assembly.Location, "silo",
            $"--Silo:Name={Name}",
            "--Silo:ClusterId=chaos",
            $"--Silo:Address={ground.Network.AddressOf(number)}",
            string.Create(CultureInfo.InvariantCulture, $"--Silo:SiloPort={SiloPort}"),
            string.Create(CultureInfo.InvariantCulture, $"--Silo:GatewayPort={GatewayPort}"),
            .. ground.Settings(),
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment[FaultPlan.Variable] = faults.ToString();
        ground.Network.Place(number, start);

        process = Process.Start(start)!;
        var log = new StreamWriter(new FileStream(Path.Combine(ground.Folder, $"{Name}.log"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
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
