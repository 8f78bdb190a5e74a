using System.Globalization;
using Starling.Chaos.Troubles;

namespace Starling.Chaos.Running;

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

    /// <summary>Rounds of a job, and more where its trouble takes long. Default 80.</summary>
    public int Rounds { get; init; } = 80;

    /// <summary>The troubles to choose from. Default all.</summary>
    public IReadOnlyList<Trouble> Troubles { get; init; } = Enum.GetValues<Trouble>();

    /// <summary>Whether the silos lose, repeat and delay calls and fail writes themselves in every other wave. Default true.</summary>
    public bool SiloFaults { get; init; } = true;

    /// <summary>Whether links are cut by proxies even where network namespaces are permitted. Default false.</summary>
    public bool Proxies { get; init; }

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
                case "--proxies":
                    options = options with { Proxies = true };
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
