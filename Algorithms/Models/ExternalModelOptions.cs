using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Models;

/// <summary>A model that processes of the user's compute, in whatever language. <c>kind: external</c>; see <c>docs/external-trainers.md</c>.</summary>
public sealed record ExternalModelOptions : ModelOptions
{
    /// <summary>The program and its arguments, such as <c>[python3, train.py]</c>; run on every silo with workers of the job.</summary>
    public required string[] Command { get; init; }

    /// <summary>Seconds that the script has for its start, and for every call.</summary>
    [Range(0, 86_400, MinimumIsExclusive = true)]
    public double TimeLimit { get; init; } = 300;

    /// <summary>Whether several processes may use one accelerator. Otherwise each has one to itself, where the silo has any.</summary>
    public bool ShareDevices { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (Command.Length == 0)
            yield return new OptionIssue(ErrorCatalog.OutOfRange, "command", "Name the program and its arguments, such as [python3, train.py].");
        else if (string.IsNullOrWhiteSpace(Command[0]))
            yield return new OptionIssue(ErrorCatalog.OutOfRange, "command", "The first entry is the program; it must not be empty.");
        else if (Command.Any(part => part.Contains('\0', StringComparison.Ordinal)))
            yield return new OptionIssue(ErrorCatalog.OutOfRange, "command", "An entry has a character of code 0, which no argument can hold.");
    }
}
