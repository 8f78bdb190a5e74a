using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Starling.Algorithms.Errors;
using Starling.Cli.Hosting;
using Starling.Client;
using Starling.GrainInterfaces;

namespace Starling.Cli.Local;

/// <summary>What a person asks of <c>starling up</c>.</summary>
/// <param name="Silos">How many silos.</param>
/// <param name="Tls">Whether connections are encrypted.</param>
/// <param name="DataFolder">Where the silos look for data first; null for the usual places.</param>
/// <param name="Dashboard">Whether a dashboard is served beside them.</param>
internal sealed record LocalRequest(int Silos, bool Tls, string? DataFolder, bool Dashboard);

/// <summary>Starts a cluster of silo processes on this machine, and ends it.</summary>
/// <param name="host">The process.</param>
/// <param name="folder">The cluster's folder.</param>
internal sealed class LocalCluster(ICliHost host, LocalFolder folder)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private ISiloLauncher Launcher => host.Silos;

    /// <summary>Starts the silos and returns when all of them have joined and a client has reached them.</summary>
    /// <exception cref="StarlingException">STAR0704: it runs already; STAR0701: a silo did not start, and none is left.</exception>
    public async Task<LocalState> StartAsync(LocalRequest request, CancellationToken cancellationToken)
    {
        folder.Create();
        using IDisposable @lock = folder.TryLock()
            ?? throw new StarlingException(ErrorCatalog.ClusterIsUp, $"Another `starling up` or `down` is at work in {folder.Path}.");
        if (folder.Running(Launcher).ToList() is { Count: > 0 } running)
        {
            throw new StarlingException(
                ErrorCatalog.ClusterIsUp, string.Create(CultureInfo.InvariantCulture,
                    $"A cluster of {running.Count} {(running.Count == 1 ? "silo" : "silos")} runs from {folder.Path}."));
        }

        ForgetProcesses();
        LocalState state = Prepare(request);
        var started = new List<(LocalSilo Silo, SiloProcess Process)>();
        try
        {
            foreach (LocalSilo silo in state.Silos)
            {
                SiloProcess process = Launcher.Launch(Launch(silo, request, state));
                started.Add((silo, process));
                folder.WriteProcess(silo.Name, process);
            }

            await WaitUntilReadyAsync(state, started, cancellationToken);
            if (state.Dashboard is { } url)
                await new LocalDashboard(host, folder).StartAsync(state, url, cancellationToken);
            return state;
        }
        catch
        {
            // A cluster is up or it is not.
            await EndAsync([.. RunningDashboard(), .. started.Select(item => item.Process)], TimeSpan.FromSeconds(5), CancellationToken.None);
            ForgetProcesses();
            throw;
        }
    }

    /// <summary>Ends the silos in order; those that do not end in time are killed.</summary>
    /// <returns>How many silos there were, and the names of those that had to be killed.</returns>
    /// <exception cref="StarlingException">STAR0705: none runs.</exception>
    public async Task<(int Silos, IReadOnlyList<string> Killed)> StopAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder.Path))
            throw NoneRuns();

        using IDisposable @lock = folder.TryLock()
            ?? throw new StarlingException(ErrorCatalog.ClusterIsUp, $"Another `starling up` or `down` is at work in {folder.Path}.");
        (string Silo, SiloProcess Process)[] running = [.. folder.Running(Launcher)];
        // Nobody asks the silos any more when they end.
        IReadOnlyList<SiloProcess> dashboard = RunningDashboard();
        await EndAsync(dashboard, StopPatience, cancellationToken);
        if (running.Length == 0)
        {
            ForgetProcesses();
            throw NoneRuns();
        }

        IReadOnlyList<SiloProcess> killed = await EndAsync([.. running.Select(item => item.Process)], StopPatience, cancellationToken);
        ForgetProcesses();
        return (running.Length, [.. running.Where(item => killed.Contains(item.Process)).Select(item => item.Silo)]);
    }

    private StarlingException NoneRuns() => new(ErrorCatalog.NoLocalCluster, $"No local cluster runs from {folder.Path}.");

    private void ForgetProcesses()
    {
        foreach ((string silo, _) in folder.Processes())
            folder.RemoveProcess(silo);
        if (folder.Dashboard() is not null)
            folder.RemoveProcess(LocalDashboard.Name);
    }

    private IReadOnlyList<SiloProcess> RunningDashboard() => folder.Dashboard() is { } process && Launcher.IsAlive(process) ? [process] : [];

    private LocalState Prepare(LocalRequest request)
    {
        LocalState? before = folder.ReadState();
        if (!File.Exists(folder.Secret))
            PrivateFile.Write(folder.Secret, TokenFile.NewToken());
        EnsureTokens();
        if (request.Tls)
            LocalCertificates.Ensure(folder.Authority, folder.SiloCertificate, host.Time.GetUtcNow());

        var state = new LocalState
        {
            Silos = ChoosePorts(request.Silos, before?.Silos ?? []),
            Tls = request.Tls,
            Dashboard = request.Dashboard ? LocalDashboard.ChooseUrl(before?.Dashboard) : null,
        };
        folder.WriteState(state);
        return state;
    }

    // Tokens that a person added to the file stay; those of this folder are made where one is missing.
    private void EnsureTokens()
    {
        var rows = new List<TokenRow>(TokenFile.Read(folder.Tokens));
        foreach (AccessRole role in (AccessRole[])[AccessRole.Viewer, AccessRole.Submitter, AccessRole.Operator])
        {
            string name = role.ToString().ToLowerInvariant();
            string file = folder.TokenOf(name);
            string token = File.Exists(file) ? File.ReadAllText(file).Trim() : TokenFile.NewToken();
            TokenRow row = TokenFile.Row($"local-{name}", role, token);
            rows.RemoveAll(known => known.Name == row.Name);
            rows.Add(row);
            PrivateFile.Write(file, token + "\n");
        }

        TokenFile.Write(folder.Tokens, rows);
    }

    /// <summary>The ports of last time where they are free, so that addresses which people noted stay good.</summary>
    private static List<LocalSilo> ChoosePorts(int count, IReadOnlyList<LocalSilo> before)
    {
        var silos = new List<LocalSilo>();
        var listeners = new List<TcpListener>();
        try
        {
            for (int i = 0; i < count; i++)
            {
                LocalSilo? last = i < before.Count ? before[i] : null;
                silos.Add(new LocalSilo(
                    string.Create(CultureInfo.InvariantCulture, $"silo-{i + 1}"), Take(last?.SiloPort), Take(last?.GatewayPort)));
            }
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }

        return silos;

        // Held until all are chosen, so that none is chosen twice.
        int Take(int? wanted)
        {
            foreach (int port in (int[])[wanted ?? 0, 0])
            {
                var listener = new TcpListener(IPAddress.Loopback, port);
                try
                {
                    listener.Start();
                    listeners.Add(listener);
                    return ((IPEndPoint)listener.LocalEndpoint).Port;
                }
                catch (SocketException) when (port != 0)
                {
                    listener.Dispose();
                }
            }

            throw new StarlingException(ErrorCatalog.SiloCannotStart, "No port of this machine is free.");
        }
    }

    private SiloLaunch Launch(LocalSilo silo, LocalRequest request, LocalState state)
    {
        var settings = new List<string>
        {
            $"--Silo:Name={silo.Name}",
            string.Create(CultureInfo.InvariantCulture, $"--Silo:SiloPort={silo.SiloPort}"),
            string.Create(CultureInfo.InvariantCulture, $"--Silo:GatewayPort={silo.GatewayPort}"),
            // The silos share the machine's cores.
            string.Create(CultureInfo.InvariantCulture, $"--Silo:ComputeThreads={Math.Max(1, Environment.ProcessorCount / state.Silos.Count)}"),
            "--Clustering:Kind=Folder",
            $"--Clustering:Folder={folder.Members}",
            "--Storage:Kind=Folder",
            $"--Storage:Folder={folder.Storage}",
            $"--Security:TokensFile={folder.Tokens}",
            // Jobs may name files where `up` was typed and in the data folder; nowhere else.
            $"--Security:AllowedFolders:0={host.CurrentDirectory}",
            // The cluster is of the person who typed `up`, as whom its silos run.
            "--Trainers:AllowCommands=true",
        };
        if (request.DataFolder is { } data)
        {
            settings.Add($"--Silo:DataFolder={data}");
            settings.Add($"--Security:AllowedFolders:1={data}");
        }

        if (state.Tls)
        {
            settings.Add($"--Tls:Certificate={folder.SiloCertificate}");
            settings.Add($"--Tls:CaFile={folder.Authority}");
        }

        // What stands on a command line can be read by everybody on the machine.
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Security__ClusterSecret"] = File.ReadAllText(folder.Secret).Trim() };
        return new SiloLaunch(settings, environment, host.CurrentDirectory, folder.LogOf(silo.Name));
    }

    private async Task WaitUntilReadyAsync(
        LocalState state, IReadOnlyList<(LocalSilo Silo, SiloProcess Process)> started, CancellationToken cancellationToken)
    {
        long began = host.Time.GetTimestamp();
        IStarlingClient? client = null;
        string last = "It does not answer.";
        try
        {
            while (host.Time.GetElapsedTime(began) < StartPatience)
            {
                foreach ((LocalSilo silo, SiloProcess process) in started)
                {
                    if (!Launcher.IsAlive(process))
                        throw new StarlingException(ErrorCatalog.SiloCannotStart, $"{silo.Name} ended: {folder.LastWords(silo.Name)} Its log is {folder.LogOf(silo.Name)}.");
                }

                try
                {
                    client ??= await host.ConnectAsync(folder.Connection(state, host.Time) with { ConnectTimeout = TimeSpan.FromSeconds(10) }, cancellationToken);
                    string[] joined = [.. (await client.GetSilosAsync(cancellationToken)).Select(report => report.Name)];
                    string[] missing = [.. state.Silos.Select(silo => silo.Name).Except(joined, StringComparer.Ordinal)];
                    if (missing.Length == 0)
                        return;

                    last = $"{string.Join(", ", missing)} did not join.";
                }
                catch (StarlingException exception) when (exception.Error == ErrorCatalog.ClusterUnreachable)
                {
                    last = exception.Message;
                }

                await Task.Delay(Look, host.Time, cancellationToken);
            }
        }
        finally
        {
            if (client is not null)
                await client.DisposeAsync();
        }

        throw new StarlingException(
            ErrorCatalog.SiloCannotStart, string.Create(CultureInfo.InvariantCulture, $"The cluster is not ready after {StartPatience.TotalSeconds:0} s. {last} Its logs are in {Path.GetDirectoryName(folder.LogOf("silo"))}."));
    }

    private async Task<IReadOnlyList<SiloProcess>> EndAsync(IReadOnlyList<SiloProcess> silos, TimeSpan patience, CancellationToken cancellationToken)
    {
        foreach (SiloProcess silo in silos)
            Launcher.Terminate(silo);

        long began = host.Time.GetTimestamp();
        while (silos.Any(Launcher.IsAlive) && host.Time.GetElapsedTime(began) < patience)
            await Task.Delay(Look, host.Time, cancellationToken);

        SiloProcess[] left = [.. silos.Where(Launcher.IsAlive)];
        foreach (SiloProcess silo in left)
            Launcher.Kill(silo);
        return left;
    }
}
