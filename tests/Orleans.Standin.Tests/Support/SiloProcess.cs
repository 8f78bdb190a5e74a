using System.Diagnostics;
using System.Globalization;
using Orleans.Configuration;
using Starling.TestSupport.Services;

namespace Orleans.Standin.Tests.Support;

/// <summary>A silo in a process of its own, which can be killed and stopped.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    public const string Ready = "the silo is active";

    private readonly Process _process;
    private readonly Task<string> _errors;

    private SiloProcess(Process process, int siloPort, int gatewayPort)
    {
        _process = process;
        SiloPort = siloPort;
        GatewayPort = gatewayPort;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int SiloPort { get; }

    public int GatewayPort { get; }

    /// <summary>How long it takes at most until a silo that does not answer is dead: the probes that are missed, and one more.</summary>
    public static TimeSpan Detection => TimeSpan.FromSeconds(0.4 * 3);

    /// <summary>Probes so often that a test can wait for what they find.</summary>
    public static void Quicken(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(0.4);
        options.NumMissedProbesLimit = 2;
    }

    public static async Task<SiloProcess> StartAsync(string clusterId, int primaryPort)
    {
        int siloPort = FreePorts.Next();
        int gatewayPort = FreePorts.Next();
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.Ordinal)) start.ArgumentList.Add(typeof(SiloProcess).Assembly.Location);
        foreach (string argument in (string[])[Program.SiloArgument, clusterId, Text(siloPort), Text(gatewayPort), Text(primaryPort)]) start.ArgumentList.Add(argument);
        var silo = new SiloProcess(Process.Start(start)!, siloPort, gatewayPort);
        var seen = new List<string>();
        while (await silo._process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (string.Equals(line, Ready, StringComparison.Ordinal)) return silo;
            seen.Add(line);
        }

        throw new InvalidOperationException($"The silo did not start: {string.Join('\n', seen)}{await silo._errors}");
    }

    /// <summary>Ends the process as a machine that loses its power does.</summary>
    public void Kill() => Signal("KILL");

    /// <summary>Has the process stand still.</summary>
    public void Stop() => Signal("STOP");

    /// <summary>Lets a process that stands still go on.</summary>
    public void Continue() => Signal("CONT");

    /// <summary>Waits for the process to end by itself, and returns its exit code and what it said about it.</summary>
    public async Task<(int Code, string Errors)> WaitForExitAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(timeout.Token);
        return (_process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();

        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-s", name, Text(_process.Id)]);
        kill.WaitForExit();
    }
}
