using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Starling.Algorithms.Decentralized.Live;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Topology;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Networks;

/// <summary>
/// The network of a live job: looks after its nodes and measures them, and does not stand between them. A round is a unit of the mean of their own
/// times. Where it is lost with its silo, the nodes go on, and another one finds them where they are.
/// </summary>
/// <typeparam name="T">The element type of the job.</typeparam>
internal sealed class LiveNetworkCore<T> : INetworkCore
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double DefaultPace = 20;

    /// <summary>Well below the response timeout of a call.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>A node that does not say where it stands in that time counts with what it said last.</summary>
    private static readonly TimeSpan EstimateWithin = TimeSpan.FromSeconds(1);

    /// <summary>How long a node is waited for when it is to come to rest, and when it is saved at rest.</summary>
    private static readonly TimeSpan NodePatience = TimeSpan.FromSeconds(60);

    /// <summary>How long a node is waited for when it is saved while the network goes on: the next checkpoint may have it.</summary>
    private static readonly TimeSpan SavePatience = TimeSpan.FromSeconds(2);

    private readonly NetworkContext<T> context;
    private readonly GrainId grain;
    private readonly NetworkServices services;
    private readonly INodeGrain[] nodes;
    private readonly LiveConductor conductor;
    private readonly LiveObserver observer;
    private readonly T[]?[] estimates;
    private VectorBuffer<T> average;
    private int averaged;
    private bool isObserving;
    private Task<(int Disagreements, double? Imbalance)>? settling;
    private (int Round, bool Evaluate, bool IsAtRest, Task<NetworkReport> Task)? advance;
    private (int Version, int Slot, Task<SavedState> Task)? save;

    private LiveNetworkCore(
        NetworkContext<T> context, GrainId grain, NetworkServices services, IGrainFactory grains, OpenOrder order, VectorBuffer<T> average, SavedState[] marks)
    {
        this.context = context;
        this.grain = grain;
        this.services = services;
        this.average = average;
        averaged = order.Version;
        Epoch = order.Epoch;
        nodes = [.. Enumerable.Range(0, Graph.NodeCount).Select(node => grains.GetGrain<INodeGrain>(GrainKeys.Worker(context.JobId, node)))];
        estimates = new T[]?[nodes.Length];
        conductor = new LiveConductor(context.Plan.Rates[0], context.Definition.Topology!.Pace ?? DefaultPace, order.Version);
        observer = new LiveObserver(context, nodes, conductor, marks, Epoch, () => averaged > 0 ? averaged : -1, services.Time);
    }

    /// <inheritdoc/>
    public int Epoch { get; }

    private Graph Graph => context.Plan.Setting.Graph;

    /// <summary>Takes the average and the nodes' snapshots from a checkpoint, or the job's starting point. The nodes begin with the first order to go on.</summary>
    /// <exception cref="StateLostException">The version is not the beginning, and no checkpoint was named.</exception>
    public static async Task<LiveNetworkCore<T>> OpenAsync(
        NetworkContext<T> context, GrainId grain, NetworkServices services, IGrainFactory grains, OpenOrder order)
    {
        if (order.Version != 0 && order.Saved is null)
            throw new StateLostException($"{grain} has not got version {order.Version}, and no checkpoint was named.");

        var start = new VectorBuffer<T>(context.Plan.Dimension);
        SavedState[] marks = [];
        if (order.Saved is { } saved)
        {
            byte[] written = new byte[NodeMarks.Length(context.Definition.Workers.Count)];
            await services.Checkpoints.ReadAsync(grain, saved, [start.AllBytes, written], CancellationToken.None);
            marks = NodeMarks.Read(written);
        }
        else
        {
            context.Plan.Start.CopyTo(start.Span);
        }

        return new LiveNetworkCore<T>(context, grain, services, grains, order, start, marks);
    }

    /// <summary>The lengths of what a checkpoint holds, the nodes' own not among them.</summary>
    public static IReadOnlyList<int> StateLengths(NetworkContext<T> context) =>
        [context.Plan.Dimension * Unsafe.SizeOf<T>(), NodeMarks.Length(context.Definition.Workers.Count)];

    /// <inheritdoc/>
    public void Stop() => observer.Stop();

    /// <inheritdoc/>
    public Task<NetworkReport?> AdvanceAsync(int round, bool evaluate)
    {
        bool isAtRest = settling is not null;
        if (advance is { } known && known.Round == round && known.Evaluate == evaluate && known.IsAtRest == isAtRest && !known.Task.IsFaulted)
            return Patiently.AnswerAsync(known.Task, AnswerWithin, services.Time);

        if (advance is { Task.IsCompleted: false } && !isAtRest)
            throw new StateLostException($"{grain} is not before round {round}.");

        advance = (round, evaluate, isAtRest, RunAsync(round, evaluate));
        return Patiently.AnswerAsync(advance.Value.Task, AnswerWithin, services.Time);
    }

    /// <inheritdoc/>
    public async Task<bool> SettleAsync()
    {
        if (!isObserving)
            return true;

        settling = settling is { IsFaulted: false } ? settling : ComeToRestAsync();
        return await Patiently.AnswerAsync(AsReference(settling), AnswerWithin, services.Time) is not null;

        static async Task<object> AsReference(Task task)
        {
            await task;
            return true;
        }
    }

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
        if (save is not { } known || known.Version != version || known.Slot != slot || known.Task.IsFaulted)
        {
            if (version != averaged)
                throw new StateLostException($"{grain} is not at round {version}.");

            save = known = (version, slot, WriteAsync(version, slot, average));
        }

        return Patiently.AnswerAsync(known.Task, AnswerWithin, services.Time);
    }

    private async Task<NetworkReport> RunAsync(int round, bool evaluate)
    {
        // Nodes of an earlier epoch are there already.
        if (!isObserving && (round > 0 || Epoch > 1))
        {
            isObserving = true;
            observer.Begin();
        }

        if (isObserving && settling is null)
            await observer.ReachAsync(round);

        NetworkMeasure measure = await MeasureAsync(Math.Max(round, (int)Math.Min(conductor.Time, int.MaxValue)));

        return await ReportAsync(averaged, measure, evaluate);
    }

    private async Task<NetworkMeasure> MeasureAsync(int round)
    {
        if (isObserving)
            await PullAsync(NodeVector.Estimate, estimates);

        return await services.Pool.RunAsync(context.JobId, () =>
        {
            var mean = new VectorBuffer<T>(context.Plan.Dimension);
            var measure = NetworkMeasure.Of<T>(nodes.Length, (node, estimate) => (estimates[node] ?? context.Plan.Start).CopyTo(estimate), mean.Span, context.Solution);

            // What was measured before stays what can be read.
            if (!VectorKernels.IsFinite<T>(mean.Span) || !double.IsFinite(measure.Consensus))
                throw NetworkCore<T>.Diverged(round);

            average = mean;
            averaged = round;
            return measure;
        });
    }

    private Task PullAsync(NodeVector vector, T[]?[] destination) => Task.WhenAll(nodes.Select(async (node, index) =>
    {
        try
        {
            if (!conductor.IsMissing(index))
                destination[index] = await PullAsync(node, vector).WaitAsync(EstimateWithin, services.Time);
        }
        catch (Exception exception) when (exception is TimeoutException or StateLostException || Calls.IsTrouble(exception))
        {
            // Nobody is waited for; the observer tells who does not answer.
        }
    }));

    private async Task<T[]> PullAsync(INodeGrain node, NodeVector vector)
    {
        T[] numbers = new T[context.Plan.Dimension];
        int most = ShardLayout.ChunkBytes / Unsafe.SizeOf<T>();
        for (int offset = 0; offset < numbers.Length; offset += most)
        {
            Chunk chunk = await node.PullAsync(vector, offset, Math.Min(most, numbers.Length - offset));
            MemoryMarshal.Cast<byte, T>(chunk.Data.Span).CopyTo(numbers.AsSpan(offset));
        }

        return numbers;
    }

    private async Task<(int Disagreements, double? Imbalance)> ComeToRestAsync()
    {
        observer.Stop();
        await AskAllAsync();
        NodeRest?[] rests = await AskAllAsync();
        for (int node = 0; node < rests.Length; node++)
        {
            if (rests[node] is { } rest)
                observer.Hear(node, rest.Beat);
        }

        observer.Look();
        return (CountDisagreements(rests), await ImbalanceAsync());
    }

    private async Task<NodeRest?[]> AskAllAsync() => await Task.WhenAll(nodes.Select(async node =>
    {
        long began = services.Time.GetTimestamp();
        while (services.Time.GetElapsedTime(began) < NodePatience)
        {
            try
            {
                if (await node.SettleAsync(Epoch) is { } rest)
                    return rest;
            }
            catch (Exception exception) when (exception is StateLostException || Calls.IsTrouble(exception))
            {
                await Task.Delay(Calls.DelayBefore(4), services.Time);
            }
        }

        return null;
    }));

    private int CountDisagreements(NodeRest?[] rests)
    {
        int disagreements = 0;
        foreach (Edge edge in Graph.Edges)
        {
            if (rests[edge.I] is not { } one || rests[edge.J] is not { } other)
            {
                disagreements += 2;
                continue;
            }

            int atI = 2 * Graph.Neighbors(edge.I).BinarySearch(edge.J);
            int atJ = 2 * Graph.Neighbors(edge.J).BinarySearch(edge.I);
            disagreements += one.Ledgers[atI] == other.Ledgers[atJ + 1] ? 0 : 1;
            disagreements += other.Ledgers[atJ] == one.Ledgers[atI + 1] ? 0 : 1;
        }

        return disagreements;
    }

    private async Task<double?> ImbalanceAsync()
    {
        if (!context.Plan.CreateEventAlgorithm().Conserves)
            return null;

        T[]?[] conserved = new T[]?[nodes.Length];
        await PullAsync(NodeVector.Conserved, conserved);
        return conserved.Any(one => one is null) ? null : await services.Pool.RunAsync<double?>(context.JobId, () =>
        {
            double largest = 0;
            double[] sums = new double[context.Plan.Dimension];
            foreach (T[]? one in conserved)
            {
                VectorKernels.AddWeighted<T>(1, one, sums);
                largest = Math.Max(largest, one!.Max(value => double.Abs(double.CreateTruncating(value))));
            }

            return largest > 0 ? sums.Max(Math.Abs) / largest : 0;
        });
    }

    private async Task<NetworkReport> ReportAsync(int round, NetworkMeasure measure, bool evaluate)
    {
        (double? loss, double? accuracy, double? gradient) = evaluate ? await NetworkEvaluation.OfAsync(context, services.Pool, average) : (null, null, null);
        if (loss is { } known && !double.IsFinite(known))
            throw NetworkCore<T>.Diverged(round);

        var activity = new NetworkActivity
        {
            Ends = [.. Graph.Edges.ToArray().SelectMany(edge => new[] { edge.I, edge.J })],
            Edges = [.. conductor.Uses],
            Nodes = [.. Enumerable.Range(0, nodes.Length).Select(conductor.GradientsOf)],
            Live = LiveReport(),
        };
        long activations = activity.Edges.Sum();
        return new NetworkReport
        {
            Round = round,
            Loss = loss,
            Accuracy = accuracy,
            GradientNorm = gradient,
            Consensus = measure.Consensus,
            Distance = measure.Distance,
            Gradients = conductor.Gradients,
            Activations = activations,
            Events = conductor.Gradients + activations,
            Bytes = observer.Bytes,
            ComputeSeconds = observer.ComputeSeconds,
            Activity = activity,
        };
    }

    private LiveReport LiveReport()
    {
        (long leftOut, long repeated, long ignored, long settled) = conductor.Troubles;
        (int Disagreements, double? Imbalance)? rest = settling is { IsCompletedSuccessfully: true } ? settling.Result : null;
        return new LiveReport
        {
            Pace = conductor.Pace,
            Missing = [.. Enumerable.Range(0, nodes.Length).Where(conductor.IsMissing)],
            LeftOut = leftOut,
            Repeated = repeated,
            Ignored = ignored,
            Settled = settled,
            Notices = observer.Notices,
            Disagreements = rest?.Disagreements,
            Imbalance = rest?.Imbalance,
        };
    }

    private async Task<SavedState> WriteAsync(int version, int slot, VectorBuffer<T> mean)
    {
        SavedState[] marks = await Task.WhenAll(nodes.Select((node, index) => SaveAsync(node, index, version, slot)));
        return await services.Checkpoints.WriteAsync(grain, version, slot, [mean.AllBytes, NodeMarks.Write(marks)], CancellationToken.None);
    }

    // Snapshots need not be of one moment.
    private async Task<SavedState> SaveAsync(INodeGrain node, int index, int version, int slot)
    {
        TimeSpan patience = settling is null ? SavePatience : NodePatience;
        long began = services.Time.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan left = settling is null && conductor.IsMissing(index) ? TimeSpan.Zero : patience - services.Time.GetElapsedTime(began);
            try
            {
                if (left > TimeSpan.Zero && await node.SaveAsync(Epoch, version, slot).WaitAsync(left, services.Time) is { } saved)
                    return saved;
            }
            catch (Exception exception) when (exception is TimeoutException or StateLostException || Calls.IsTrouble(exception))
            {
                // It is asked again: a node that lost its memory has begun anew by then.
            }

            if (left <= TimeSpan.Zero)
                throw new StarlingException(ErrorCatalog.CheckpointFailed, FormattableString.Invariant($"Node {index} does not answer."));

            await Task.Delay(Calls.DelayBefore(attempt), services.Time);
        }
    }
}
