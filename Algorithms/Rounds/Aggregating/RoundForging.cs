using Starling.Algorithms.Attacks;

namespace Starling.Algorithms.Rounds.Aggregating;

/// <summary>What simulated omniscient Byzantine workers do in a round.</summary>
/// <param name="Forges">For every accepted update whether it is forged; empty where none is.</param>
/// <param name="Forgeries">What is sent in its place, for every update vector; empty while that is not decided.</param>
public sealed record RoundForging(IReadOnlyList<bool> Forges, IReadOnlyList<Forgery> Forgeries)
{
    /// <summary>Nobody forges.</summary>
    public static RoundForging None { get; } = new([], []);
}
