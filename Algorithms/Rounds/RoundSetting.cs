using Starling.Algorithms.Compression;
using Starling.Algorithms.Problems.Games;

namespace Starling.Algorithms.Rounds;

/// <summary>What an algorithm may know of the job that it runs in; step sizes follow from it where a job gives none.</summary>
public sealed record RoundSetting
{
    /// <summary>A job of which nothing is known.</summary>
    public static RoundSetting Unknown { get; } = new();

    /// <summary>M, the workers of the job.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>s, the workers of a round.</summary>
    public int Participants { get; init; } = 1;

    /// <summary>D, the length of the vectors.</summary>
    public int Dimension { get; init; } = 1;

    /// <summary>The seed of all random choices.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The constants of the game; null for a model, of which they are not known.</summary>
    public GameConstants? Constants { get; init; }

    /// <summary>C; null where it is all of R^D.</summary>
    public FeasibleSet? Set { get; init; }

    /// <summary>What is known of a game of the form that primal-dual methods are for; null for others.</summary>
    public PrimalDualStructure? PrimalDual { get; init; }

    /// <summary>r, the data of a worker, where they are the same for all; 0 where operators are formulas.</summary>
    public int Samples { get; init; }

    /// <summary>What is known of the compressor of the workers' updates.</summary>
    public CompressorInfo Up { get; init; } = CompressorInfo.Unbiased(0, 0);

    /// <summary>What is known of the compressor of the aggregate.</summary>
    public CompressorInfo Down { get; init; } = CompressorInfo.Unbiased(0, 0);

    /// <summary>The share of a dense message that a compressed one of a worker takes.</summary>
    public double UpShare { get; init; } = 1;

    /// <summary>Whether the workers' compressors share one choice out among them, as perm-k does, so that their errors cancel.</summary>
    public bool IsUpShared { get; init; }
}
