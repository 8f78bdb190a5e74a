using System.Runtime.InteropServices;
using System.Text;
using Spectre.Console;
using Starling.Cli.Jobs;

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
    public IDisposable OnInterrupt(Action handler) => new Signals(handler);

    /// <inheritdoc/>
    public void Exit(int exitCode) => Environment.Exit(exitCode);

    private sealed class Signals : IDisposable
    {
        private readonly Action _handler;
        private readonly PosixSignalRegistration _interrupt;
        private readonly PosixSignalRegistration _terminate;

        public Signals(Action handler)
        {
            _handler = handler;
            _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
            _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        }

        public void Dispose()
        {
            _interrupt.Dispose();
            _terminate.Dispose();
        }

        private void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            _handler();
        }
    }
}
