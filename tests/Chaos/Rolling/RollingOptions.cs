using System.Globalization;

namespace Starling.Chaos.Rolling;

/// <summary>The command line of a rolling restart.</summary>
internal sealed record RollingOptions
{
    /// <summary>Silos of the cluster. Default 3.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>Rounds that a job does before the first silo is stopped, and after the last one is back. Default 20.</summary>
    public int Rounds { get; init; } = 20;

    /// <summary>Rounds between two checkpoints that are not caused by a silo that stops. Default 200.</summary>
    public int CheckpointEvery { get; init; } = 200;

    /// <summary>Whether the cluster's folder is kept afterwards.</summary>
    public bool Keep { get; init; }

    /// <summary>Reads <c>--rounds N ...</c>; null where they are not understood.</summary>
    public static RollingOptions? Read(string[] args)
    {
        var options = new RollingOptions();
        for (int i = 0; i < args.Length; i++)
        {
            int? value = i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
            switch (args[i])
            {
                case "--keep":
                    options = options with { Keep = true };
                    continue;
                case "--silos" when value is { } silos and > 1:
                    options = options with { Silos = silos };
                    break;
                case "--rounds" when value is { } rounds and > 0:
                    options = options with { Rounds = rounds };
                    break;
                case "--checkpoint-every" when value is { } every and > 0:
                    options = options with { CheckpointEvery = every };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return options;
    }
}
