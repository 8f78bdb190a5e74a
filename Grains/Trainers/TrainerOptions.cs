using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Runs;
using Starling.Grains.Inventory;

namespace Starling.Grains.Trainers;

/// <summary>The processes of external models that a silo runs: section <c>Trainers</c> of the configuration.</summary>
public sealed class TrainerOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Trainers";

    /// <summary>
    /// Whether jobs may name a command (<c>model: { kind: external }</c>), which then runs as the silo's user. Default false; true for
    /// <c>starling run</c>, whose jobs are its caller's own.
    /// </summary>
    public bool AllowCommands { get; set; }

    /// <summary>How many processes there are at most at a time; further workers wait. 0, the default, for two a core, and at least 8.</summary>
    [Range(0, 10_000)]
    public int Processes { get; set; }

    /// <summary>The accelerators that processes are given, as <c>CUDA_VISIBLE_DEVICES</c> names them; null, the default, for all of the machine.</summary>
    public string[]? Devices { get; set; }

    /// <summary><see cref="Processes"/> with its default.</summary>
    internal int ProcessLimit => Processes > 0 ? Processes : Math.Max(8, 2 * Environment.ProcessorCount);

    /// <summary><see cref="Devices"/> with its default: those that the silo itself was given, else all.</summary>
    internal ImmutableArray<string> DeviceNames => Devices is { } named
        ? [.. named]
        : Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES") is { } given
            ? [.. given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
            : [.. Enumerable.Range(0, LocalDevices.Read().Length).Select(device => device.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Takes these settings over into others.</summary>
    public void CopyTo(TrainerOptions other)
    {
        other.AllowCommands = AllowCommands;
        other.Processes = Processes;
        other.Devices = Devices;
    }

    /// <summary>Refuses a job with a command where none are run.</summary>
    /// <exception cref="StarlingException">STAR0605.</exception>
    public void Check(RunDefinition definition)
    {
        if (definition.Model is ExternalModelOptions external && !AllowCommands)
        {
            throw new StarlingException(ErrorCatalog.CommandNotAllowed,
                $"model.command: '{external.Command[0]}' would run on silos whose configuration does not allow commands.");
        }
    }
}
