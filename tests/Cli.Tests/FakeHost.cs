using Spectre.Console;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;
using Starling.Cli.Local;
using Starling.Client;
using Starling.Client.Connections;
using Starling.Client.Tests.Results;
using Starling.TestSupport;
using Xunit;

namespace Starling.Cli.Tests;

/// <summary>A process made of strings: what a command printed, a clock that stands still, interrupts raised by the test.</summary>
internal sealed class FakeHost : ICliHost, IJobReader, IDisposable
{
    private readonly TempFolder home = new();
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };
    private readonly List<Action> interruptHandlers = [];

    public FakeHost(SampleRun? run = null, bool interactive = false)
    {
        Run = run ?? new SampleRun(rounds: 6, workers: 4, evaluateEvery: 2);
        Cluster = new FakeClient(Run);
        IsInteractive = interactive;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        Console.Profile.Width = 80;
        Console.Profile.Capabilities.Unicode = true;
        Reading = new JobReading(Run.Spec, "name: sample\n", [], []);
    }

    public SampleRun Run { get; }

    public FakeClient Cluster { get; }

    public JobReading Reading { get; set; }

    public Func<ClusterRequest, CancellationToken, Task<IClusterSession>>? StartCluster { get; set; }

    public IJobReader Jobs { get; set; } = null!;

    public IAnsiConsole Console { get; }

    public bool IsInteractive { get; }

    public ManualTimeProvider Clock { get; } = new();

    public List<int> Exits { get; } = [];

    public List<JobRequest> Requests { get; } = [];

    public List<ClusterRequest> Clusters { get; } = [];

    public int OpenSessions { get; private set; }

    public FakeLauncher Launcher { get; } = new();

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public List<StarlingConnectionOptions> Connections { get; } = [];

    public List<string[]> Silos { get; } = [];

    /// <summary>Answers in place of <see cref="Cluster"/>, where it is set.</summary>
    public Func<StarlingConnectionOptions, IStarlingClient>? Connect { get; set; }

    /// <summary>Another clock than <see cref="Clock"/>.</summary>
    public TimeProvider? OtherClock { get; set; }

    public string ApplicationData => home["data"];

    ISiloLauncher ICliHost.Silos => Launcher;

    public string CurrentDirectory => home.Path;

    public string Out => output.ToString();

    public string Err => error.ToString();

    TextWriter ICliHost.Output => output;

    TextWriter ICliHost.Error => error;

    TimeProvider ICliHost.Time => OtherClock ?? Clock;

    IJobReader ICliHost.Jobs => Jobs ?? this;

    /// <summary>The folder of the only run.</summary>
    public string RunFolder => Assert.Single(Directory.GetDirectories(Path.Combine(CurrentDirectory, "runs")));

    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Task<int> InvokeAsync(params string[] arguments) => new CommandLine(this).RunAsync(arguments);

    public void Interrupt() => interruptHandlers.ForEach(handler => handler());

    public Task<IClusterSession> StartClusterAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        Clusters.Add(request);
        OpenSessions++;
        return StartCluster?.Invoke(request, cancellationToken) ?? Task.FromResult<IClusterSession>(new Session(this));
    }

    public Task<IStarlingClient> ConnectAsync(StarlingConnectionOptions options, CancellationToken cancellationToken)
    {
        Connections.Add(options);
        return Task.FromResult(Connect?.Invoke(options) ?? Cluster);
    }

    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    public Task<int> RunSiloAsync(string[] arguments)
    {
        Silos.Add(arguments);
        return Task.FromResult(7);
    }

    public List<string[]> DashboardArguments { get; } = [];

    public List<int?> Dashboards { get; } = [];

    public int OpenDashboards { get; private set; }

    /// <summary>Whether a web server answers.</summary>
    public bool Answers { get; set; } = true;

    public Task<int> RunDashboardAsync(string[] arguments)
    {
        DashboardArguments.Add(arguments);
        return Task.FromResult(7);
    }

    public Task<DashboardSession> StartDashboardAsync(IStarlingClient client, int? port, RunLog log, CancellationToken cancellationToken)
    {
        Dashboards.Add(port);
        OpenDashboards++;
        return Task.FromResult(new DashboardSession(new Uri($"http://127.0.0.1:{port ?? 8080}"), () =>
        {
            OpenDashboards--;
            return default;
        }));
    }

    public Task<bool> AnswersAsync(Uri address, CancellationToken cancellationToken) => Task.FromResult(Answers);

    public IDisposable OnInterrupt(Action handler)
    {
        interruptHandlers.Add(handler);
        return new Registration(() => interruptHandlers.Remove(handler));
    }

    public void Exit(int exitCode) => Exits.Add(exitCode);

    public JobReading Read(JobRequest request)
    {
        Requests.Add(request);
        return Reading;
    }

    public string Schema() => "{}\n";

    public void Dispose()
    {
        home.Dispose();
        output.Dispose();
        error.Dispose();
    }

    private sealed class Session(FakeHost host) : IClusterSession
    {
        public IStarlingClient Client => host.Cluster;

        public ValueTask DisposeAsync()
        {
            host.OpenSessions--;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Registration(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
