using System.Globalization;
using System.Text.Json;
using Starling.Algorithms.Errors;
using Starling.Cli.Hosting;
using Starling.Client.Connections;
using Starling.Client.Results;

namespace Starling.Cli.Local;

/// <summary>
/// The folder of a local cluster: what it remembers, its tokens and certificates, members, storage and logs. All of it is
/// readable by its owner alone, and all but the files of processes outlives <c>starling down</c>.
/// </summary>
internal sealed class LocalFolder
{
    /// <summary>Names another folder than the default one.</summary>
    public const string Variable = "STARLING_LOCAL";

    private LocalFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The tokens that silos accept, hashed.</summary>
    public string Tokens => In("tokens.json");

    /// <summary>What the silos know each other by.</summary>
    public string Secret => In("cluster.secret");

    /// <summary>The authority's certificate.</summary>
    public string Authority => In("ca.pem");

    /// <summary>The silos' certificate.</summary>
    public string SiloCertificate => In("silo.pfx");

    /// <summary>The list of silos.</summary>
    public string Members => In("members");

    /// <summary>Jobs and checkpoints.</summary>
    public string Storage => In("storage");

    /// <summary>The keys of the dashboard's cookies.</summary>
    public string DashboardKeys => In("keys");

    private string State => In("cluster.json");

    /// <summary>The folder that a person named, or the default one.</summary>
    public static LocalFolder At(ICliHost host, string? path) =>
        path is null ? Default(host) : new LocalFolder(System.IO.Path.GetFullPath(path, host.CurrentDirectory));

    /// <summary>The folder of <c>STARLING_LOCAL</c>, or <c>starling/local</c> among the user's application data.</summary>
    public static LocalFolder Default(ICliHost host) => host.Variable(Variable) is { } path
        ? At(host, path)
        : new LocalFolder(System.IO.Path.Combine(host.ApplicationData, "starling", "local"));

    /// <summary>The file with the token of a role.</summary>
    public string TokenOf(string role) => In($"{role}.token");

    /// <summary>The log of a silo.</summary>
    public string LogOf(string silo) => System.IO.Path.Combine(In("logs"), $"{silo}.log");

    /// <summary>Makes the folder.</summary>
    /// <exception cref="StarlingException">STAR0402: it cannot be made.</exception>
    public void Create()
    {
        try
        {
            foreach (string folder in (string[])[Path, Members, Storage, In("logs")])
                PrivateFile.CreateFolder(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StarlingException(ErrorCatalog.OutputNotWritable, $"{Path} cannot be made: {exception.Message}", exception);
        }
    }

    /// <summary>Keeps everybody else from changing the cluster until the result is disposed; null where somebody else does.</summary>
    public IDisposable? TryLock()
    {
        try
        {
            return new FileStream(In(".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>What the last <c>up</c> remembered; null where there was none or its file is damaged.</summary>
    public LocalState? ReadState()
    {
        try
        {
            return JsonSerializer.Deserialize<LocalState>(File.ReadAllText(State), ResultJson.Document);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers.</summary>
    public void WriteState(LocalState state) => PrivateFile.Write(State, JsonSerializer.Serialize(state, ResultJson.Document) + "\n");

    /// <summary>Remembers the process of a silo.</summary>
    public void WriteProcess(string silo, SiloProcess process) =>
        PrivateFile.Write(In($"{silo}.pid"), string.Create(CultureInfo.InvariantCulture, $"{process.Id} {process.Birth}\n"));

    /// <summary>Forgets the process of a silo.</summary>
    public void RemoveProcess(string silo) => File.Delete(In($"{silo}.pid"));

    /// <summary>The processes that were remembered, whether they still live or not.</summary>
    public IReadOnlyList<(string Silo, SiloProcess Process)> Processes()
    {
        if (!Directory.Exists(Path))
            return [];

        var found = new List<(string, SiloProcess)>();
        foreach (string file in Directory.GetFiles(Path, "*.pid").Order(StringComparer.Ordinal))
        {
            string name = System.IO.Path.GetFileNameWithoutExtension(file);
            if (name != LocalDashboard.Name)
                found.Add((name, ReadProcess(file)));
        }

        return found;
    }

    /// <summary>The process of the dashboard that was remembered; null where there is none.</summary>
    public SiloProcess? Dashboard() => File.Exists(In($"{LocalDashboard.Name}.pid")) ? ReadProcess(In($"{LocalDashboard.Name}.pid")) : null;

    /// <summary>The line with which a process said why it ended; its last line where it did not.</summary>
    public string LastWords(string name)
    {
        try
        {
            string[] lines = [.. File.ReadLines(LogOf(name)).TakeLast(50).Where(line => line.Length > 0)];
            string? words = lines.LastOrDefault(line => line.StartsWith("STAR", StringComparison.Ordinal)) ?? lines.LastOrDefault();
            return words ?? "it said nothing.";
        }
        catch (IOException)
        {
            return "it said nothing.";
        }
    }

    /// <summary>The processes that live.</summary>
    public IEnumerable<(string Silo, SiloProcess Process)> Running(ISiloLauncher launcher) =>
        Processes().Where(item => launcher.IsAlive(item.Process));

    /// <summary>How the cluster's owner connects to it.</summary>
    public StarlingConnectionOptions Connection(LocalState state, TimeProvider time) => new()
    {
        Addresses = state.Gateways,
        Token = ReadToken("operator"),
        CaFile = state.Tls ? Authority : null,
        Tls = state.Tls ? TlsUse.On : TlsUse.Off,
        Time = time,
    };

    private string? ReadToken(string role)
    {
        string file = TokenOf(role);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private static SiloProcess ReadProcess(string file)
    {
        string[] parts = File.ReadAllText(file).Split(' ', StringSplitOptions.TrimEntries);
        bool isNumber = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int id);
        return new SiloProcess(isNumber ? id : 0, parts.Length == 2 ? parts[1] : "");
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
