using System.Numerics;

namespace Starling.Algorithms.Rounds.Wrapping;

/// <summary>Keeps what the rule made of the updates at the server, for a rule that looks at its result of the round before.</summary>
/// <remarks>State: one vector more at the server for every update vector. It starts at zero.</remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="inner">The algorithm.</param>
public sealed class KeptAggregate<T>(IRoundAlgorithm<T> inner) : RoundAlgorithmWrapper<T>(inner)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = inner.Vectors with { Server = [.. inner.Vectors.Server, .. inner.Vectors.Update.Select(KeptAggregate.NameOf)] };

    /// <inheritdoc/>
    public override void ServerStep(ServerRound<T> round)
    {
        foreach (string update in Inner.Vectors.Update)
            round.Aggregate(update).CopyTo(round.Server(KeptAggregate.NameOf(update)));

        Inner.ServerStep(round);
    }
}

/// <summary>Where a kept aggregate is found.</summary>
public static class KeptAggregate
{
    /// <summary>The server vector that holds the last aggregate of an update vector.</summary>
    /// <param name="update">The update vector.</param>
    public static string NameOf(string update) => $"aggregate.{update}";
}
