using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;

namespace Starling.Algorithms.Problems.Games;

/// <summary>A game whose numbers are drawn at random.</summary>
public abstract record GeneratedGameOptions : GameOptions
{
    /// <summary>Where the numbers come from: streams for every node, or one portable generator that is easily written again elsewhere.</summary>
    public InstanceGenerator Generator { get; init; } = InstanceGenerator.Streams;

    /// <summary>The seed of the instance; the job's seed where it is left out. With it, jobs of different seeds solve the same game.</summary>
    [Range(0, int.MaxValue)]
    public int? InstanceSeed { get; init; }

    private protected InstanceNumbers Numbers(DataContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new InstanceNumbers(Generator, InstanceSeed, context.Seed);
    }
}
