using Starling.Chaos.Network;
using Starling.Chaos.Troubles;
using Starling.TestSupport.Services;

namespace Starling.Chaos.Cluster;

/// <summary>What a cluster stands on: its folder, its network and its storage, as the trouble that it is for needs them.</summary>
internal sealed class ClusterGround : IAsyncDisposable
{
    private readonly bool keep;

    private ClusterGround(string folder, int[] ports, SiloNetwork network, DiskSpace disk, PostgreSqlServer? database, bool keep)
    {
        Folder = folder;
        Ports = ports;
        Network = network;
        Disk = disk;
        Database = database;
        this.keep = keep;
    }

    /// <summary>The folder of members, storage and logs.</summary>
    public string Folder { get; }

    /// <summary>The ports for silos, one a silo, then those for clients.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>What silos reach each other over.</summary>
    public SiloNetwork Network { get; }

    /// <summary>The space of the storage folder.</summary>
    public DiskSpace Disk { get; }

    /// <summary>The database that holds states and members; null where the folder does.</summary>
    public PostgreSqlServer? Database { get; }

    /// <summary>The folder that holds states where no database does.</summary>
    public string StorageFolder => Path.Combine(Folder, "storage");

    /// <summary>Makes it.</summary>
    /// <param name="silos">How many silos it is for.</param>
    /// <param name="trouble">What will happen there; null for nothing that it must be made for.</param>
    /// <param name="proxies">Whether links are cut by proxies even where namespaces are permitted.</param>
    /// <param name="keep">Whether the folder stays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ClusterGround> PrepareAsync(
        int silos, Trouble? trouble, bool proxies, bool keep, CancellationToken cancellationToken)
    {
        int[] ports = FreePorts.Take(2 * silos);
        PostgreSqlServer? database = trouble == Trouble.RestartStorage && PostgreSqlServer.IsInstalled
            ? await PostgreSqlServer.StartAsync(cancellationToken)
            : null;
        SiloNetwork network = trouble?.CutsLinks() != true ? new LoopbackNetwork()
            : proxies ? new ProxyNetwork(ports[..silos])
            : SiloNetwork.Cuttable(ports[..silos]);
        string folder = Directory.CreateTempSubdirectory("starling-chaos-").FullName;
        DiskSpace disk = DiskSpace.Prepare(Path.Combine(folder, "storage"), trouble == Trouble.FullDisk);
        return new ClusterGround(folder, ports, network, disk, database, keep);
    }

    /// <summary>The settings of silos that stand on it.</summary>
    public string[] Settings() => Database is null
        ?
        [
            "--Clustering:Kind=folder", $"--Clustering:Folder={Path.Combine(Folder, "members")}",
            "--Storage:Kind=folder", $"--Storage:Folder={StorageFolder}",
        ]
        :
        [
            "--Clustering:Kind=postgresql", $"--Clustering:ConnectionString={Database.ConnectionString}",
            "--Storage:Kind=postgresql", $"--Storage:ConnectionString={Database.ConnectionString}",
        ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Disk.Dispose();
        Network.Dispose();
        if (Database is not null)
            await Database.DisposeAsync();
        if (!keep)
            Directory.Delete(Folder, recursive: true);
    }
}
