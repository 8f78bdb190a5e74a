using System.Numerics;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Networks;

/// <summary>What a network does, whatever the element type of the job is.</summary>
internal interface INetworkCore
{
    /// <summary>The epoch that it serves.</summary>
    int Epoch { get; }

    /// <summary>Ends what is under way.</summary>
    void Stop();

    /// <inheritdoc cref="INetworkGrain.AdvanceAsync"/>
    Task<NetworkReport?> AdvanceAsync(int round, bool evaluate);

    /// <inheritdoc cref="INetworkGrain.SettleAsync"/>
    Task<bool> SettleAsync();

    /// <inheritdoc cref="IVectorGrain.PullAsync"/>
    Chunk Pull(int version, int offset, int count);

    /// <inheritdoc cref="IVectorGrain.SaveAsync"/>
    Task<SavedState?> SaveAsync(int version, int slot);
}

/// <summary>
/// A network on its way from round to round. It computes on the silo's pool, a short while at a time, so that other jobs have their turn, and with as many
/// of its threads as are free where that is faster. An order that runs is not started twice, and one that is done is answered with what it did.
/// </summary>
/// <typeparam name="T">The element type of the job.</typeparam>
internal sealed class NetworkCore<T> : INetworkCore
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Well below the response timeout of a call.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>How long the network has a thread before others may.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(50);

    private readonly NetworkContext<T> context;
    private readonly GrainId grain;
    private readonly NetworkServices services;
    private readonly INetworkRunner<T> network;
    private readonly NodeThreads threads;
    private readonly ThreadTrial trial;
    private VectorBuffer<T> average;
    private int averaged = -1;
    private double computeSeconds;
    private volatile bool isStopped;
    private (int Round, bool Evaluate, Task<NetworkReport> Task)? advance;
    private (int Version, int Slot, Task<SavedState> Task)? save;

    private NetworkCore(NetworkContext<T> context, GrainId grain, NetworkServices services, int epoch, INetworkRunner<T> network)
    {
        this.context = context;
        this.grain = grain;
        this.services = services;
        this.network = network;
        threads = new NodeThreads(services.Pool.ThreadCount, Share);
        trial = new ThreadTrial(services.Pool.ThreadCount);
        Epoch = epoch;
        average = new VectorBuffer<T>(context.Plan.Dimension);
    }

    /// <inheritdoc/>
    public int Epoch { get; }

    /// <summary>Makes the network, or takes it from a checkpoint.</summary>
    /// <exception cref="StateLostException">The version is not the beginning, and no checkpoint was named.</exception>
    public static async Task<NetworkCore<T>> OpenAsync(NetworkContext<T> context, GrainId grain, NetworkServices services, OpenOrder order)
    {
        if (order.Version != 0 && order.Saved is null)
            throw new StateLostException($"{grain} has not got version {order.Version}, and no checkpoint was named.");

        INetworkRunner<T> made = await services.Pool.RunAsync(context.JobId, context.Plan.CreateNetwork);
        if (order.Saved is { } saved)
        {
            byte[][] parts = [.. NetworkSnapshot.Lengths(made).Select(length => new byte[length])];
            await services.Checkpoints.ReadAsync(grain, saved, [.. parts.Select(part => part.AsMemory())], CancellationToken.None);
            NetworkSnapshot.Restore(made, parts);
        }

        var core = new NetworkCore<T>(context, grain, services, order.Epoch, made);
        await services.Pool.RunAsync(context.JobId, () => core.Measure());
        return core;
    }

    /// <summary>The lengths of what a checkpoint holds.</summary>
    public static IReadOnlyList<int> StateLengths(NetworkContext<T> context) => NetworkSnapshot.Lengths(context.Plan.CreateNetwork());

    /// <inheritdoc/>
    public void Stop() => isStopped = true;

    /// <inheritdoc/>
    public Task<NetworkReport?> AdvanceAsync(int round, bool evaluate)
    {
        if (advance is { } known && known.Round == round && known.Evaluate == evaluate && !known.Task.IsFaulted)
            return Patiently.AnswerAsync(known.Task, AnswerWithin, services.Time);

        if (advance is { Task.IsCompleted: false } || network.Round > round)
            throw new StateLostException($"{grain} is not before round {round}.");

        advance = (round, evaluate, RunAsync(round, evaluate));
        return Patiently.AnswerAsync(advance.Value.Task, AnswerWithin, services.Time);
    }

    /// <summary>Virtual time stands still between two orders.</summary>
    public Task<bool> SettleAsync() => Task.FromResult(true);

    /// <inheritdoc/>
    public Chunk Pull(int version, int offset, int count)
    {
        if (version != averaged)
            throw new StateLostException($"{grain} has version {averaged}, not {version}.");

        ReadOnlyMemory<byte> data = average.Bytes(offset, count);
        return new Chunk { Epoch = Epoch, Round = version, Offset = offset, Data = data, Checksum = VectorKernels.Crc32C(data.Span) };
    }

    /// <inheritdoc/>
    public Task<SavedState?> SaveAsync(int version, int slot)
    {
        if (save is { } known && known.Version == version && known.Slot == slot && !known.Task.IsFaulted)
            return Patiently.AnswerAsync(known.Task, AnswerWithin, services.Time);

        if (advance is { Task.IsCompleted: false } || network.Round != version)
            throw new StateLostException($"{grain} is not at round {version}.");

        IReadOnlyList<byte[]> parts = NetworkSnapshot.Take(network);
        save = (version, slot, services.Checkpoints.WriteAsync(
            grain, version, slot, [.. parts.Select(part => new ReadOnlyMemory<byte>(part))], CancellationToken.None));
        return Patiently.AnswerAsync(save.Value.Task, AnswerWithin, services.Time);
    }

    private async Task<NetworkReport> RunAsync(int round, bool evaluate)
    {
        while (network.Round < round)
            computeSeconds += await services.Pool.RunAsync(context.JobId, () => RunTurn(round));

        NetworkMeasure measure = await services.Pool.RunAsync(context.JobId, Measure);
        if (!VectorKernels.IsFinite<T>(average.Span) || !double.IsFinite(measure.Consensus))
            throw Diverged(round);

        return await ReportAsync(measure, evaluate);
    }

    private double RunTurn(int round)
    {
        long began = services.Time.GetTimestamp();
        TimeSpan used;
        do
        {
            if (isStopped)
                throw new StateLostException($"{grain} was let go.");

            network.Threads = trial.UsesThreads ? threads : null;
            long events = network.Events;
            TimeSpan before = services.Time.GetElapsedTime(began);
            network.RunRound();
            used = services.Time.GetElapsedTime(began);
            trial.Record((used - before).TotalSeconds, network.Events - events);
        }
        while (network.Round < round && used < Turn);
        return used.TotalSeconds;
    }

    // In turn with other jobs, as all work of the pool.
    private void Share(Action work) => _ = services.Pool.RunAsync(context.JobId, () =>
    {
        work();
        return 0;
    });

    private NetworkMeasure Measure()
    {
        // A new one each time: what readers were given is not written again.
        var mean = new VectorBuffer<T>(context.Plan.Dimension);
        var measure = NetworkMeasure.Of(network, mean.Span, context.Solution);
        average = mean;
        averaged = network.Round;
        return measure;
    }

    private async Task<NetworkReport> ReportAsync(NetworkMeasure measure, bool evaluate)
    {
        (double? loss, double? accuracy, double? gradient) = evaluate ? await NetworkEvaluation.OfAsync(context, services.Pool, average) : (null, null, null);
        if (loss is { } known && !double.IsFinite(known))
            throw Diverged(network.Round);

        var activity = new NetworkActivity
        {
            Ends = [.. network.Graph.Edges.ToArray().SelectMany(edge => new[] { edge.I, edge.J })],
            Edges = [.. network.ActivationsOfEdges],
            Nodes = [.. network.Nodes.Select(node => node.Gradients)],
        };
        return new NetworkReport
        {
            Round = network.Round,
            Loss = loss,
            Accuracy = accuracy,
            GradientNorm = gradient,
            Consensus = measure.Consensus,
            Distance = measure.Distance,
            Gradients = network.Gradients,
            Activations = network.Activations,
            Events = network.Events,
            Bytes = network.Bytes,
            ComputeSeconds = computeSeconds,
            Activity = activity,
        };
    }

    /// <summary>The end of a network whose numbers are not finite any more.</summary>
    internal static StarlingException Diverged(int round) => new(ErrorCatalog.Diverged, FormattableString.Invariant(
        $"The nodes are not finite any more after round {round}; lower algorithm.learningRate, or give a smaller mu or a larger L."));
}
