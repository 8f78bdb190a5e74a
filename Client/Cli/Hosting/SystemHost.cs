using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Spectre.Console;
using Starling.Cli.Jobs;
using Starling.Cli.Local;
using Starling.Client;
using Starling.Client.Connections;
using Starling.Dashboard;
using Starling.Silo;

namespace Starling.Cli.Hosting;

/// <summary>The real process: its terminal, its clock, its signals.</summary>
internal sealed class SystemHost : ICliHost
{
    private SystemHost(IAnsiConsole console) => Console = console;

    /// <inheritdoc/>
    public TextWriter Output => System.Console.Out;

    /// <inheritdoc/>
    public TextWriter Error => System.Console.Error;

    /// <inheritdoc/>
    public IAnsiConsole Console { get; }

    /// <inheritdoc/>
    public bool IsInteractive => !System.Console.IsOutputRedirected && Console.Profile.Capabilities.Ansi;

    /// <inheritdoc/>
    public string CurrentDirectory => Environment.CurrentDirectory;

    /// <inheritdoc/>
    public TimeProvider Time => TimeProvider.System;

    /// <inheritdoc/>
    public IJobReader Jobs { get; } = new JobReader();

    /// <inheritdoc/>
    public ISiloLauncher Silos { get; } = new SiloLauncher();

    /// <inheritdoc/>
    public string ApplicationData
    {
        get
        {
            string folder = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return folder.Length > 0 ? folder : Path.Combine(Path.GetTempPath(), Environment.UserName);
        }
    }

    /// <summary>Looks at the process's terminal and environment.</summary>
    public static SystemHost Create()
    {
        // Numbers and bars are drawn with characters that only UTF-8 has.
        if (System.Console.OutputEncoding.CodePage != Encoding.UTF8.CodePage && OperatingSystem.IsWindows())
            System.Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        // A file or a pipe gets text and nothing else, whatever TERM says.
        bool redirected = System.Console.IsOutputRedirected;
        bool noColor = redirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new SystemHost(AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = noColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        }));
    }

    /// <inheritdoc/>
    public Task<IClusterSession> StartClusterAsync(ClusterRequest request, CancellationToken cancellationToken) =>
        EmbeddedSession.StartAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<IStarlingClient> ConnectAsync(StarlingConnectionOptions options, CancellationToken cancellationToken) =>
        StarlingConnection.ConnectAsync(options, cancellationToken);

    /// <inheritdoc/>
    public string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <inheritdoc/>
    public Task<int> RunSiloAsync(string[] arguments)
    {
        Detachment.LeaveTerminal();
        return SiloHost.RunAsync(arguments);
    }

    /// <inheritdoc/>
    public Task<int> RunDashboardAsync(string[] arguments)
    {
        Detachment.LeaveTerminal();
        return DashboardHost.RunAsync(arguments);
    }

    /// <inheritdoc/>
    public async Task<DashboardSession> StartDashboardAsync(IStarlingClient client, int? port, RunLog log, CancellationToken cancellationToken)
    {
        int chosen = port ?? LocalDashboard.FreePort(LocalDashboard.UsualPort) ?? 0;
        var settings = new DashboardSettings { Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{chosen}") };
        DashboardHost host = await DashboardHost.StartAsync(
            client, settings, builder => builder.Logging.AddProvider(new BorrowedLog(log)), cancellationToken);
        return new DashboardSession(host.Address, host.DisposeAsync);
    }

    /// <inheritdoc/>
    public async Task<bool> AnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(address, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public IDisposable OnInterrupt(Action handler) => new Signals(handler);

    /// <inheritdoc/>
    public void Exit(int exitCode) => Environment.Exit(exitCode);

    private sealed class Signals : IDisposable
    {
        private readonly Action handler;
        private readonly PosixSignalRegistration interrupt;
        private readonly PosixSignalRegistration terminate;

        public Signals(Action handler)
        {
            this.handler = handler;
            interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
            terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        }

        public void Dispose()
        {
            interrupt.Dispose();
            terminate.Dispose();
        }

        private void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            handler();
        }
    }
}
