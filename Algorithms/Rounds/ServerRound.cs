using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds;

/// <summary>One round at the server, for one slice of the vectors: the aggregate comes in, the server vectors advance.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
/// <param name="schema">The algorithm's vectors.</param>
/// <param name="server">The slices of <see cref="VectorSchema.Server"/>, version t; advanced in place to version t + 1.</param>
/// <param name="aggregate">
/// The aggregated slices of <see cref="VectorSchema.Update"/>, then those of <see cref="VectorSchema.Scaled"/>.
/// </param>
public sealed class ServerRound<T>(
    VectorSchema schema, IReadOnlyList<VectorBuffer<T>> server, IReadOnlyList<VectorBuffer<T>> aggregate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>t, from 0.</summary>
    public required int Round { get; init; }

    /// <summary>s, the number of accepted workers of the round.</summary>
    public required int AcceptedCount { get; init; }

    /// <summary>M, the number of workers of the job.</summary>
    public required int WorkerCount { get; init; }

    /// <summary>The first coordinate of the slice in the whole vectors.</summary>
    public int Start { get; init; }

    /// <summary>The sums over all slices of what <see cref="IRoundAlgorithm{T}.ServerReduce"/> wrote; empty where there are none.</summary>
    public IReadOnlyList<double> Reductions { get; init; } = [];

    /// <summary>For every vector that travels down compressed the messages of its pieces; null where they travel as they are.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>[]>? Encoded { get; set; }

    /// <summary>The slice of a server vector.</summary>
    public Span<T> Server(string name) => server[IndexOf(schema.Server, name)].Span;

    /// <summary>The slice of an aggregated update vector, or of a <see cref="ScaledAggregate"/>.</summary>
    public ReadOnlySpan<T> Aggregate(string name)
    {
        for (int i = 0; i < schema.Scaled.Count; i++)
        {
            if (schema.Scaled[i].Name == name)
                return aggregate[schema.Update.Count + i].Span;
        }

        return aggregate[IndexOf(schema.Update, name)].Span;
    }

    /// <summary>The slice of an aggregated update vector, for who puts something else in its place.</summary>
    public Span<T> AggregateToChange(string name) => aggregate[IndexOf(schema.Update, name)].Span;

    /// <summary>The same round with slices of its own for the server vectors, which may be changed.</summary>
    internal ServerRound<T> Copy()
    {
        return new ServerRound<T>(schema, [.. server.Select(vector => vector.Copy())], aggregate)
        {
            Round = Round,
            AcceptedCount = AcceptedCount,
            WorkerCount = WorkerCount,
            Reductions = Reductions,
            Start = Start,
        };
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }

        throw new ArgumentException($"The algorithm declares no vector '{name}' here, only {string.Join(", ", names)}.", nameof(name));
    }
}
