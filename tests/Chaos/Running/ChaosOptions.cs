using System.Globalization;

namespace Starling.Chaos.Running;

/// <summary>What kind of trouble a wave of jobs gets, apart from what its silos make themselves.</summary>
internal enum Trouble
{
    /// <summary>SIGKILL of the silo of a job's coordinator.</summary>
    KillCoordinator,

    /// <summary>SIGKILL of the silo of a shard.</summary>
    KillShard,

    /// <summary>SIGKILL of the silo of a worker.</summary>
    KillWorker,

    /// <summary>SIGKILL of two silos at once.</summary>
    KillTwo,

    /// <summary>SIGKILL of all silos, which are started again.</summary>
    KillAll,

    /// <summary>SIGSTOP for less than a silo may be silent, then SIGKILL of another.</summary>
    HaltShort,

    /// <summary>SIGSTOP for so long that the others take the silo for dead, then its return, then SIGKILL of another.</summary>
    HaltLong,

    /// <summary>SIGTERM, which hands work over, then SIGKILL of another.</summary>
    Terminate,

    /// <summary>Bytes of the newest checkpoint are changed, then the silo of that shard is killed.</summary>
    CorruptCheckpoint,

    /// <summary>The storage has no space for a while; a silo is killed meanwhile.</summary>
    FullDisk,
}

/// <summary>The command line of the chaos runner.</summary>
internal sealed record ChaosOptions
{
    /// <summary>How many jobs. Default 100.</summary>
    public int Jobs { get; init; } = 100;

    /// <summary>Jobs that run at a time and share their troubles. Default 4.</summary>
    public int Together { get; init; } = 4;

    /// <summary>Silos of the cluster. Default 3.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>The seed of all that is drawn. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Rounds of a job. Default 60.</summary>
    public int Rounds { get; init; } = 60;

    /// <summary>The troubles to choose from. Default all.</summary>
    public IReadOnlyList<Trouble> Troubles { get; init; } = Enum.GetValues<Trouble>();

    /// <summary>Whether the silos lose, repeat and delay calls and fail writes themselves in every other wave. Default true.</summary>
    public bool SiloFaults { get; init; } = true;

    /// <summary>Whether the cluster's folder is kept afterwards.</summary>
    public bool Keep { get; init; }

    /// <summary>Reads <c>--jobs N --seed S ...</c>; null where they are not understood.</summary>
    public static ChaosOptions? Read(string[] args)
    {
        var options = new ChaosOptions();
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--keep":
                    options = options with { Keep = true };
                    continue;
                case "--no-silo-faults":
                    options = options with { SiloFaults = false };
                    continue;
                case "--jobs" when Number(value) is { } jobs:
                    options = options with { Jobs = jobs };
                    break;
                case "--together" when Number(value) is { } together:
                    options = options with { Together = together };
                    break;
                case "--silos" when Number(value) is { } silos:
                    options = options with { Silos = silos };
                    break;
                case "--seed" when Number(value) is { } seed:
                    options = options with { Seed = seed };
                    break;
                case "--rounds" when Number(value) is { } rounds:
                    options = options with { Rounds = rounds };
                    break;
                case "--troubles" when value is not null:
                    Trouble?[] named = [.. value.Split(',').Select(name => Enum.TryParse(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out Trouble trouble) ? trouble : (Trouble?)null)];
                    if (named.Contains(null))
                        return null;
                    options = options with { Troubles = [.. named.Select(trouble => trouble!.Value)] };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return options;
    }

    private static int? Number(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
