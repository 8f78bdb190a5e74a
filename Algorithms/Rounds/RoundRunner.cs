using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.Algorithms.Rounds.Wrapping;

namespace Starling.Algorithms.Rounds;

/// <summary>
/// Runs a server-worker algorithm in memory, one round after the other: the reference that a cluster must match bit for bit,
/// and the way to use an algorithm without any cluster.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class RoundRunner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IRoundAlgorithm<T> algorithm;
    private readonly IReadOnlyList<ILocalOracle<T>> oracles;
    private readonly ulong seed;
    private readonly VectorPool<T> pool;
    private readonly VectorBuffer<T>[] server;
    private readonly VectorBuffer<T>[] aggregate;
    private readonly VectorBuffer<T>[]?[] states;
    private readonly RoundAggregation decisions;
    private readonly UpdateAggregation<T> combining;
    private long? sent;

    /// <summary>Starts a run.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="oracles">One oracle a worker; M is their number.</param>
    /// <param name="start">x_0, P numbers.</param>
    /// <param name="seed">The seed of every random choice.</param>
    /// <param name="aggregation">How the updates of a round become one; their mean where it is not given.</param>
    public RoundRunner(
        IRoundAlgorithm<T> algorithm, IReadOnlyList<ILocalOracle<T>> oracles, ReadOnlySpan<T> start, ulong seed = 1, RoundAggregation? aggregation = null)
    {
        decisions = aggregation ?? new RoundAggregation { Rule = new WeightedMean(), VectorCount = algorithm.Vectors.Update.Count };
        combining = new UpdateAggregation<T>(algorithm.Vectors, new ColumnPieces(start.Length));
        this.algorithm = algorithm;
        this.oracles = oracles;
        this.seed = seed;
        int length = start.Length;
        pool = new VectorPool<T>(length);
        server = Make(algorithm.Vectors.Server.Count, length);
        aggregate = Make(algorithm.Vectors.Update.Count + algorithm.Vectors.Scaled.Count, length);
        states = new VectorBuffer<T>[]?[oracles.Count];
        start.CopyTo(server[0].Span);
        foreach (string name in algorithm.Vectors.StartAsModel)
            start.CopyTo(Server(name));
    }

    /// <summary>t, the number of rounds done.</summary>
    public int Round { get; private set; }

    /// <summary>Minibatch gradients evaluated so far.</summary>
    public long Gradients { get; private set; }

    /// <summary>Bytes that all workers sent so far: messages as encoded, or vectors as they are.</summary>
    public long BytesUp { get; private set; }

    /// <summary>Bytes that all workers received so far: vectors as they are, or the messages of the aggregate as encoded.</summary>
    public long BytesDown { get; private set; }

    /// <summary>Iterations of the algorithm done so far.</summary>
    public long Iterations => algorithm.IterationsIn(Round);

    /// <summary>x_t, the first server vector.</summary>
    public ReadOnlySpan<T> Model => server[0].Span;

    /// <summary>A server vector, to look at or to start from.</summary>
    public Span<T> Server(string name) => server[IndexOf(algorithm.Vectors.Server, name)].Span;

    /// <summary>A vector of a worker's state, to look at or to start from.</summary>
    public Span<T> State(int worker, string name) => StateOf(worker)[IndexOf(algorithm.Vectors.Worker, name)].Span;

    /// <summary>Runs one round with these participants, every one of weight 1.</summary>
    /// <param name="participants">S_t, ascending.</param>
    public void Run(ReadOnlySpan<int> participants)
    {
        VectorSchema vectors = algorithm.Vectors;
        var updates = new VectorBuffer<T>[participants.Length][];
        double[][] scales = [.. vectors.Scaled.Select(_ => new double[updates.Length])];
        VectorBuffer<T>[] broadcast = [.. vectors.Sent.Select(name => server[IndexOf(vectors.Server, name)])];

        // Who follows the server by what is compressed has these already.
        BytesDown += sent ?? (long)participants.Length * vectors.Broadcast.Count * server[0].Length * Unsafe.SizeOf<T>();
        sent = null;
        for (int i = 0; i < participants.Length; i++)
        {
            int worker = participants[i];
            updates[i] = [.. vectors.Update.Select(_ => pool.Rent())];
            using var round = new WorkerRound<T>(vectors, broadcast, StateOf(worker), updates[i], pool)
            {
                Round = Round,
                Worker = worker,
                Seed = seed,
                Oracle = oracles[worker],
            };
            algorithm.WorkerStep(round);
            algorithm.AfterSending(round);
            Gradients += round.Gradients;
            BytesUp += round.Encoded.Sum(messages => messages is null ? (long)server[0].Length * Unsafe.SizeOf<T>() : messages.Sum(message => (long)message.Length));

            for (int v = 0; v < scales.Length; v++)
                scales[v][i] = round.Scales[v];
        }

        AggregateAsync(participants.ToArray(), updates, scales).GetAwaiter().GetResult();
        foreach (VectorBuffer<T> buffer in updates.SelectMany(update => update))
            pool.Return(buffer);

        ServerRound<T> atServer = AtServer(participants.Length, []);
        algorithm.ServerPrepare(atServer);
        var reductions = new List<double>();
        for (int count = algorithm.NextReduction(Round, reductions); count > 0; count = algorithm.NextReduction(Round, reductions))
        {
            double[] partial = new double[count];
            algorithm.ServerReduce(AtServer(participants.Length, reductions), partial);
            reductions.AddRange(partial);
        }

        ServerRound<T> step = AtServer(participants.Length, reductions);
        step.Encoded = atServer.Encoded;
        algorithm.ServerStep(step);
        sent = participants.Length * step.Encoded?.Sum(messages => messages.Sum(message => (long)message.Length));
        Round++;
    }

    /// <summary>Runs rounds in which every worker takes part.</summary>
    /// <param name="rounds">How many.</param>
    public void RunAll(int rounds)
    {
        int[] everybody = [.. Enumerable.Range(0, oracles.Count)];
        for (int i = 0; i < rounds; i++)
            Run(everybody);
    }

    /// <summary>Nothing in it waits: it has ended when it returns.</summary>
    private async Task AggregateAsync(int[] participants, VectorBuffer<T>[][] updates, double[][] scales)
    {
        VectorSchema vectors = algorithm.Vectors;
        VectorBuffer<T>[][] byVector = [.. vectors.Update.Select((_, v) => updates.Select(update => update[v]).ToArray())];
        VectorBuffer<T>[]? previous = decisions.Rule.UsesPrevious
            ? [.. vectors.Update.Select(name => server[IndexOf(vectors.Server, KeptAggregate.NameOf(name))])]
            : null;
        RoundPlan plan = await decisions.DecideAsync(
            Round, participants, [.. participants.Select(worker => (double)oracles[worker].SampleCount)], refused: 0, AnswerAsync);
        await combining.CombineAsync(
            plan.Combinations, [.. scales.SelectMany(factors => factors)], await SeeAsync(plan.Forging), aggregate).ConfigureAwait(true);

        Task<RoundUpdates<T>> SeeAsync(RoundForging forging) => combining.ForgeAsync(forging, byVector, previous);

        async Task<double[]> AnswerAsync(UpdateQuestion question) =>
            await combining.AnswerAsync(question, await SeeAsync(question.Forging)).ConfigureAwait(true);
    }

    private ServerRound<T> AtServer(int accepted, IReadOnlyList<double> reductions) => new(algorithm.Vectors, server, aggregate)
    {
        Round = Round,
        AcceptedCount = accepted,
        WorkerCount = oracles.Count,
        Reductions = reductions,
    };

    private VectorBuffer<T>[] StateOf(int worker) => states[worker] ??= Make(algorithm.Vectors.Worker.Count, server[0].Length);

    private static VectorBuffer<T>[] Make(int count, int length) =>
        [.. Enumerable.Range(0, count).Select(_ => new VectorBuffer<T>(length))];

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        int index = names.ToList().IndexOf(name);
        return index >= 0 ? index : throw new ArgumentException($"There is no vector '{name}'.", nameof(name));
    }
}
