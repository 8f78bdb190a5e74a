using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Starling.Algorithms.Errors;

namespace Starling.Grains.Trainers;

/// <summary>
/// One process of a script: started, spoken to, and ended. A process that dies, hangs or answers nonsense is given up, with a message that has
/// its last output; who needs one then starts another. For one thread at a time; calls block.
/// </summary>
internal sealed class ScriptProcess : IDisposable
{
    private const int ProtocolVersion = 1;
    private static readonly TimeSpan AfterTheEnd = TimeSpan.FromSeconds(1);

    /// <summary>What a script needs of the silo's environment; the rest may hold secrets.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "CONDA_PREFIX"];

    private static readonly string[] InheritedPrefixes =
        ["LC_", "XDG_", "PYTHON", "OMP_", "MKL_", "OPENBLAS_", "CUDA_", "NVIDIA_", "NCCL_", "TORCH", "PYTORCH_", "HF_", "JAX_", "XLA_"];

    private readonly Process process;
    private readonly ScriptSocket socket;
    private readonly string folder;
    private readonly Task reading;
    private readonly TimeProvider time;
    private readonly TimeSpan limit;
    private int outcome = (int)Outcome.Running;
    private long marks;

    private ScriptProcess(Process process, ScriptSocket socket, string folder, ScriptOutput output, Task reading, TimeSpan limit, TimeProvider time)
    {
        this.process = process;
        this.socket = socket;
        this.folder = folder;
        this.reading = reading;
        this.limit = limit;
        this.time = time;
        Output = output;
    }

    private enum Outcome
    {
        Running,
        TimedOut,
        Cancelled,
        Ended,
    }

    /// <summary>What the script printed.</summary>
    public ScriptOutput Output { get; }

    /// <summary>The methods that the script has: of <c>gradient</c>, <c>train</c>, <c>initialize</c>, <c>evaluate</c>.</summary>
    public IReadOnlySet<string> Does { get; private set; } = new HashSet<string>();

    /// <summary>Whether the process can be asked again.</summary>
    public bool IsUsable => outcome == (int)Outcome.Running && !process.HasExited;

    /// <summary>Starts a process and waits until it says hello.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="device">What it sees of the accelerators, for <c>CUDA_VISIBLE_DEVICES</c>; empty for none, null for all.</param>
    /// <param name="limit">How long the start, and every call, may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <exception cref="StarlingException">STAR1001, STAR1003, STAR1005.</exception>
    public static ScriptProcess Start(IReadOnlyList<string> command, string? device, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        string place = Path.Combine(Path.GetTempPath(), $"starling-{Guid.NewGuid():N}");
        Directory.CreateDirectory(place);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Process? started = null;
        try
        {
            string path = Path.Combine(place, "socket");
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            started = Process.Start(Describe(command, device, path)) ?? throw new InvalidOperationException("No started was started.");
            started.StandardInput.Close();
            var output = new ScriptOutput();
            Task read = Task.WhenAll(output.ReadAsync(started.StandardOutput), output.ReadAsync(started.StandardError));
            Socket accepted = Accept(listener, started, output, read, limit, time, cancellationToken);
            var script = new ScriptProcess(started, new ScriptSocket(accepted), place, output, read, limit, time);
            script.Greet(cancellationToken);
            return script;
        }
        catch (Exception exception)
        {
            if (started is not null)
                Kill(started);
            started?.Dispose();
            Directory.Delete(place, recursive: true);
            if (exception is StarlingException or OperationCanceledException)
                throw;

            throw new StarlingException(ErrorCatalog.ScriptNotStarted, $"'{string.Join(' ', command)}' cannot be started: {exception.Message}", exception);
        }
    }

    /// <summary>Begins a call. Its time runs from now until it is disposed.</summary>
    /// <param name="name">The name of the call.</param>
    /// <param name="cancellationToken">Ends the process: nobody wants the answer any more, and there is no other way to stop a script.</param>
    public ScriptCall Begin(string name, CancellationToken cancellationToken) => new(this, socket, name, cancellationToken);

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        Interlocked.CompareExchange(ref outcome, (int)Outcome.Ended, (int)Outcome.Running);
        socket.Dispose();
        Kill(process);
        process.Dispose();
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A file of the script's own may be in the way; the folder is one of temporary files.
        }
    }

    private static ProcessStartInfo Describe(IReadOnlyList<string> command, string? device, string socketPath)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in info.Environment.Keys.ToList())
        {
            if (!Inherited.Contains(name) && !InheritedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                info.Environment.Remove(name);
        }

        string package = Path.Combine(AppContext.BaseDirectory, "trainer");
        info.Environment["PYTHONPATH"] = info.Environment.TryGetValue("PYTHONPATH", out string? there) && there is { Length: > 0 }
            ? package + Path.PathSeparator + there
            : package;
        info.Environment["PYTHONUNBUFFERED"] = "1";
        info.Environment["STARLING_SOCKET"] = socketPath;

        // As few threads as there can be, so that results do not depend on the cores of a machine; a command may set another number (`env`).
        info.Environment.TryAdd("OMP_NUM_THREADS", "1");
        if (device is not null)
        {
            info.Environment["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID";
            info.Environment["CUDA_VISIBLE_DEVICES"] = device;
        }

        return info;
    }

    private static Socket Accept(
        Socket listener, Process process, ScriptOutput output, Task reading, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        const int Look = 50_000;
        long started = time.GetTimestamp();
        while (!listener.Poll(Look, SelectMode.SelectRead))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (process.HasExited)
            {
                reading.Wait(AfterTheEnd, CancellationToken.None);
                throw new StarlingException(ErrorCatalog.ScriptNotStarted, $"The script ended {Ending(process)} before it connected.{output.Tail()}");
            }

            if (time.GetElapsedTime(started) > limit)
            {
                throw new StarlingException(ErrorCatalog.ScriptTimedOut, string.Create(CultureInfo.InvariantCulture,
                    $"The script did not connect within {limit.TotalSeconds:0.###} s.{output.Tail()}"));
            }
        }

        return listener.Accept();
    }

    private void Greet(CancellationToken cancellationToken)
    {
        using ScriptCall call = Begin("hello", cancellationToken);
        JsonObject hello = call.Receive();
        if (hello["hello"] is not JsonValue version || !version.TryGetValue(out int number) || number != ProtocolVersion)
            throw call.Invalid($"the version is {ScriptCall.Text(hello["hello"])}, and this silo speaks version {ProtocolVersion}");

        Does = hello["does"] is JsonArray methods ? methods.Select(ScriptCall.Text).ToHashSet() : throw call.Invalid("'does' is missing: what the script has");
    }

    /// <summary>The number of the line that the script draws under what it prints for a call.</summary>
    internal long NextMark() => ++marks;

    /// <summary>Ends the process when a call has taken too long.</summary>
    internal ITimer StartDeadline() => time.CreateTimer(_ => GiveUp(Outcome.TimedOut), null, limit, Timeout.InfiniteTimeSpan);

    /// <summary>Ends the process when nobody wants its answer any more.</summary>
    internal CancellationTokenRegistration StopWith(CancellationToken cancellationToken) => cancellationToken.Register(() => GiveUp(Outcome.Cancelled));

    /// <summary>Ends the process since what it says cannot be understood.</summary>
    internal void GiveUp() => GiveUp(Outcome.Ended);

    /// <summary>Why the connection broke in a call.</summary>
    internal Exception Gone(string call, Exception exception, CancellationToken cancellationToken)
    {
        bool exited = process.WaitForExit(AfterTheEnd);
        reading.Wait(AfterTheEnd, CancellationToken.None);
        switch ((Outcome)Interlocked.CompareExchange(ref outcome, (int)Outcome.Ended, (int)Outcome.Running))
        {
            case Outcome.Cancelled:
                return new OperationCanceledException(cancellationToken);
            case Outcome.TimedOut:
                return new StarlingException(ErrorCatalog.ScriptTimedOut, string.Create(CultureInfo.InvariantCulture,
                    $"The script did not answer '{call}' within {limit.TotalSeconds:0.###} s and was ended.{Output.Tail()}"), exception);
            default:
                string ending = exited ? $"ended {Ending(process)}" : "closed its connection";
                Kill(process);
                return new StarlingException(ErrorCatalog.ScriptEnded, $"The script {ending} in '{call}'.{Output.Tail()}", exception);
        }
    }

    private void GiveUp(Outcome why)
    {
        Interlocked.CompareExchange(ref outcome, (int)why, (int)Outcome.Running);
        Kill(process);
        socket.Shutdown();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended already.
        }
    }

    private static string Ending(Process process)
    {
        const int OfSignals = 128;
        return process.ExitCode > OfSignals
            ? string.Create(CultureInfo.InvariantCulture, $"by signal {process.ExitCode - OfSignals}")
            : string.Create(CultureInfo.InvariantCulture, $"with exit code {process.ExitCode}");
    }
}
