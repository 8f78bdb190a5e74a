using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Decentralized.Live;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;
using Starling.Grains.Networks;
using Starling.Grains.Runtime;

namespace Starling.Grains.Nodes;

/// <summary>
/// A node on the live clock. A loop lets own time pass and starts what is due: gradients run on the silo's pool while a swap is under way. A swap that the
/// node has started keeps others out until it ends: who asks meanwhile is told at once to ask again later, and nobody ever waits for somebody who waits. All
/// steps on the state are short pieces, one after the other.
/// </summary>
/// <remarks>
/// Where two neighbours ask each other at the same time, the one with the lower number answers and the other does not: one of the two swaps takes place.
/// A neighbour that does not answer for a quarter of a second is given up, and asked for its ledger until it does.
/// </remarks>
/// <typeparam name="T">The element type of the job.</typeparam>
internal sealed class NodeCore<T> : INodeCore
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Well below the response timeout of a call.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>A node that nobody asks after for so long belongs to a job that is gone.</summary>
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    /// <summary>A neighbour that has not answered for so many seconds, or so many times its patience, holds nobody up.</summary>
    private const double SilentSeconds = 0.25;
    private const double SilentPatiences = 4;

    /// <summary>Seconds for which a node at rest tries to reach a neighbour.</summary>
    private const double SettleSeconds = 5;

    /// <summary>Numbers of a state up to which steps on it are done at once.</summary>
    private const int ShortState = 1 << 15;

    private readonly NetworkContext<T> context;
    private readonly NodeServices services;
    private readonly GrainId grain;
    private readonly int index;
    private readonly LiveNode<T> node;
    private readonly LiveSchedule schedule;
    private readonly NodeFaults faults;
    private readonly NodeLink[] links;
    private readonly StateWork work;
    private readonly QuestionBox questions;
    private readonly T[] point;
    private readonly T[] gradient;
    private VectorBuffer<T>? pulled;
    private TaskCompletionSource wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long ticked;
    private long asked;
    private readonly Random pauses = new();
    private int underWay;
    private long repeated;
    private long ignored;
    private long bytesAnswered;
    private double computeSeconds;
    private bool isStopped;
    private bool isResting;
    private Task<NodeRest>? settling;
    private (int Version, int Slot, Task<SavedState> Task)? saving;

    private NodeCore(NetworkContext<T> context, int index, GrainId grain, NodeServices services, NodeOrder order, LiveNode<T> node, IEventAlgorithm<T> algorithm)
    {
        this.context = context;
        this.services = services;
        this.grain = grain;
        this.index = index;
        this.node = node;
        int life = ((order.Epoch * 1000) + order.Life) % 1_000_000;
        schedule = context.Plan.CreateSchedule(index, life, algorithm, order.Time);
        faults = new NodeFaults(context.Definition.Topology?.Faults, context.Definition.Seed, index, life, order.Seconds, services.Time);
        int bytes = node.MessageLength * Unsafe.SizeOf<T>();
        links = [.. node.Neighbors.Select(neighbor => new NodeLink(
            services.Grains.GetGrain<INodeGrain>(GrainKeys.Worker(context.JobId, neighbor)), neighbor, index, bytes, faults, services.Time))];
        work = new StateWork(services.Pool, context.JobId, node.State.VectorCount * node.State.Dimension <= ShortState);
        questions = new QuestionBox(bytes);
        point = new T[context.Plan.Dimension];
        gradient = new T[context.Plan.Dimension];
        Epoch = order.Epoch;
        asked = ticked = services.Time.GetTimestamp();
        SetPace(order.Pace);
        _ = RunAsync();
    }

    /// <inheritdoc/>
    public int Epoch { get; set; }

    /// <inheritdoc/>
    public bool IsForgotten => services.Time.GetElapsedTime(asked) > ForgottenAfter;

    /// <summary>Makes the node at its beginning, or takes it from its snapshot, and lets its clock go.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0408: the snapshot is damaged.</exception>
    public static async Task<NodeCore<T>> OpenAsync(NetworkContext<T> context, int index, GrainId grain, NodeServices services, NodeOrder order)
    {
        (LiveNode<T> node, IEventAlgorithm<T> algorithm) = await services.Pool.RunAsync(context.JobId, () => Make(context, index, default));
        if (order.Saved is { } saved)
        {
            byte[] snapshot = new byte[node.SnapshotLength];
            await services.Checkpoints.ReadAsync(grain, saved, [snapshot], CancellationToken.None);
            node.Load(snapshot);
        }
        else if (order.StartVersion >= 0 && await StartAsync(context, services, order.StartVersion) is { } start)
        {
            (node, algorithm) = await services.Pool.RunAsync(context.JobId, () => Make(context, index, start));
        }

        if (order.Saved is null && order.Time > 0)
            node.BeginAnew();
        node.State.Time = order.Time;
        return new NodeCore<T>(context, index, grain, services, order, node, algorithm);
    }

    /// <summary>The lengths of what a checkpoint holds.</summary>
    public static IReadOnlyList<int> StateLengths(NetworkContext<T> context, int index) => [Make(context, index, default).Node.SnapshotLength];

    /// <inheritdoc/>
    public void Stop()
    {
        isStopped = true;
        Wake();
    }

    /// <inheritdoc/>
    public async Task<NodeBeat> BeatAsync(NodePace pace)
    {
        await faults.ThawAsync();
        asked = services.Time.GetTimestamp();
        SetPace(pace);
        return Beat();
    }

    /// <inheritdoc/>
    public async Task<SwapReply> SwapAsync(SwapMessage message)
    {
        await faults.ThawAsync();
        int place = node.Neighbors.AsSpan().BinarySearch(message.From);
        if (isStopped || place < 0)
            return new SwapReply { Kind = SwapReplyKind.Closed };

        if (!questions.TryTake(message, out ReadOnlyMemory<byte> question, out SwapReply? known))
            return new SwapReply { Kind = SwapReplyKind.Incomplete };

        if (known is not null)
            return known;

        if (node.IsBusyFor(place))
            return new SwapReply { Kind = SwapReplyKind.Busy };

        double now = Now();
        SwapReply reply = await work.DoAsync(() => Answer(message, place, question, now));
        bytesAnswered += reply.Data.Length;
        if (reply.Kind == SwapReplyKind.Ahead && !message.IsLedger)
            ignored++;
        if (reply.Kind == SwapReplyKind.Applied)
            schedule.Swapped(place);
        return questions.Keep(message, reply);
    }

    /// <inheritdoc/>
    public SwapReply FetchAnswer(int from, long attempt, int offset) => questions.Fetch(from, attempt, offset);

    /// <inheritdoc/>
    public async Task<Chunk> PullAsync(NodeVector vector, int offset, int count)
    {
        await faults.ThawAsync();
        if (offset == 0 || pulled is null)
        {
            pulled = await work.DoAsync(() =>
            {
                var copy = new VectorBuffer<T>(context.Plan.Dimension);
                if (vector == NodeVector.Estimate)
                    node.Estimate(copy.Span);
                else
                    node.Conserved(copy.Span);
                return copy;
            });
        }

        ReadOnlyMemory<byte> data = pulled.Bytes(offset, count);
        return new Chunk { Epoch = Epoch, Worker = index, Vector = (int)vector, Offset = offset, Data = data, Checksum = VectorKernels.Crc32C(data.Span) };
    }

    /// <inheritdoc/>
    public Task<SavedState?> SaveAsync(int version, int slot)
    {
        if (saving is not { } known || known.Version != version || known.Slot != slot || known.Task.IsFaulted)
            saving = known = (version, slot, WriteAsync(version, slot));
        return Patiently.AnswerAsync(known.Task, AnswerWithin, services.Time);
    }

    /// <inheritdoc/>
    public Task<NodeRest?> SettleAsync()
    {
        asked = services.Time.GetTimestamp();
        isResting = true;
        if (settling is { IsCompletedSuccessfully: true })
            return Task.FromResult<NodeRest?>(Rest([]) with { Silent = settling.Result.Silent });
        settling = settling is { IsFaulted: false } ? settling : ComeToRestAsync();
        return Patiently.AnswerAsync(settling, AnswerWithin, services.Time);
    }

    private static (LiveNode<T> Node, IEventAlgorithm<T> Algorithm) Make(NetworkContext<T> context, int index, T[]? start)
    {
        IEventAlgorithm<T> algorithm = context.Plan.CreateEventAlgorithm();
        return (context.Plan.CreateNode(index, algorithm, start), algorithm);
    }

    // The average of the network may be a newer one by now, or gone: then the node starts where the job did.
    private static async Task<T[]?> StartAsync(NetworkContext<T> context, NodeServices services, int version)
    {
        try
        {
            T[] start = new T[context.Plan.Dimension];
            int position = 0;
            await foreach (ReadOnlyMemory<byte> piece in services.Reader.StreamAsync(context, epoch: -1, version, "x"))
            {
                ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(piece.Span);
                numbers.CopyTo(start.AsSpan(position));
                position += numbers.Length;
            }

            return start;
        }
        catch (Exception exception) when (exception is StateLostException || Calls.IsTrouble(exception))
        {
            return null;
        }
    }

    private async Task RunAsync()
    {
        while (!isStopped && !IsForgotten)
        {
            await faults.ThawAsync();
            Now();
            while (!isResting && schedule.TryStart(out LiveTask task))
                _ = PerformAsync(task);

            await WaitAsync();
        }

        isStopped = true;
    }

    /// <summary>Lets own time go on to now. Work on the state takes it along, and comes in the order in which it was asked for.</summary>
    private double Now()
    {
        long now = services.Time.GetTimestamp();
        double seconds = services.Time.GetElapsedTime(ticked, now).TotalSeconds;
        ticked = now;
        if (!isResting)
            schedule.Pass(seconds);
        return schedule.Time;
    }

    private async Task WaitAsync()
    {
        double seconds = isResting ? double.PositiveInfinity : schedule.SecondsToNext;
        TimeSpan wait = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Max(0.001, seconds)));
        await Task.WhenAny(Task.Delay(wait, services.Time), wake.Task);
        if (wake.Task.IsCompleted)
            wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Wake() => wake.TrySetResult();

    private void SetPace(NodePace pace) => schedule.SetPace(pace.Pace / faults.Slowness, pace.Factor);

    private async Task PerformAsync(LiveTask task)
    {
        underWay++;
        try
        {
            if (!task.IsGradient)
            {
                await SwapAsync(task.Place);
                return;
            }

            do
                await GradientAsync();
            while (schedule.EndGradient() && !isResting && !isStopped);
        }
        finally
        {
            underWay--;
            Wake();
        }
    }

    private async Task GradientAsync()
    {
        double due = Now();
        long number = await work.DoAsync(() =>
        {
            node.Advance(due);
            return node.TakePoint(point);
        });
        computeSeconds += await services.Pool.RunAsync(context.JobId, () =>
        {
            long began = services.Time.GetTimestamp();
            node.Compute(point, number, gradient);
            return services.Time.GetElapsedTime(began).TotalSeconds;
        });
        await faults.ThawAsync();
        double now = Now();
        await work.DoAsync(() =>
        {
            node.Advance(now);
            node.ApplyGradient(gradient);
            return true;
        });
    }

    private async Task SwapAsync(int place)
    {
        long began = services.Time.GetTimestamp();
        bool isDone = false;
        while (!isDone && !isStopped)
        {
            node.BeginSwap(place);
            (isDone, bool isBusy) = await TrySwapAsync(place);
            if (isBusy)
            {
                // Both would ask again in step otherwise.
                node.EndSwap();
                began = services.Time.GetTimestamp();
                await Task.Delay(TimeSpan.FromSeconds(Math.Max(0.001, links[place].RoundTrip) * (0.2 + pauses.NextDouble())), services.Time);
            }
            else if (!isDone)
            {
                repeated++;
                if (services.Time.GetElapsedTime(began).TotalSeconds > Math.Max(SilentSeconds, SilentPatiences * links[place].FirstPatience))
                    break;
            }
        }

        node.EndSwap();
        Now();
        schedule.EndSwap();
        if (isDone)
            schedule.Swapped(place);
        if (!isDone && !isStopped)
        {
            schedule.Silence(place);
            _ = ProbeAsync(place);
        }
    }

    /// <summary>Asks a neighbour that does not answer until it does. Whether the swap that was given up had been applied, its ledger tells.</summary>
    private async Task ProbeAsync(int place)
    {
        while (!isStopped && !isResting && await TellLedgerAsync(place) is not (SwapReplyKind.Ahead or SwapReplyKind.Agreed or SwapReplyKind.Busy))
            await Task.Delay(links[place].Patience, services.Time);

        schedule.Speak(place);
        Wake();
    }

    private async Task<(bool IsDone, bool IsBusy)> TrySwapAsync(int place)
    {
        byte[] message = new byte[node.MessageLength * Unsafe.SizeOf<T>()];
        double due = Now();
        long number = await work.DoAsync(() =>
        {
            node.Advance(due);
            return node.Start(place, MemoryMarshal.Cast<byte, T>(message.AsSpan()));
        });
        if (await links[place].AskAsync(number, isLedger: false, message) is not { } answer)
            return (false, false);

        await faults.ThawAsync();
        double now = Now();
        switch (answer.Reply.Kind)
        {
            case SwapReplyKind.Applied:
                await work.DoAsync(() =>
                {
                    node.Advance(now);
                    return node.Complete(place, number, MemoryMarshal.Cast<byte, T>(message.AsSpan()), MemoryMarshal.Cast<byte, T>(answer.Data.Span));
                });
                return (true, false);
            case SwapReplyKind.Ahead:
                await work.DoAsync(() => Settle(place, isStarted: true, answer.Reply.Count, answer.Data, now));
                return (true, false);
            case SwapReplyKind.Behind:
                await TellLedgerAsync(place);
                return (false, false);
            case SwapReplyKind.Busy:
                return (false, true);
            default:
                await Task.Delay(links[place].Patience, services.Time);
                return (false, false);
        }
    }

    /// <summary>Brings the ends of a channel together; null where the neighbour does not answer.</summary>
    private async Task<SwapReplyKind?> TellLedgerAsync(int place)
    {
        byte[] sum = new byte[node.MessageLength * Unsafe.SizeOf<T>()];
        long count = await work.DoAsync(() => node.Ledger(place, MemoryMarshal.Cast<byte, T>(sum.AsSpan())));
        if (await links[place].AskAsync(count, isLedger: true, sum) is not { } answer)
            return null;

        double now = Now();
        if (answer.Reply.Kind == SwapReplyKind.Ahead)
            await work.DoAsync(() => Settle(place, isStarted: true, answer.Reply.Count, answer.Data, now));
        return answer.Reply.Kind;
    }

    private SwapReply Answer(SwapMessage message, int place, ReadOnlyMemory<byte> question, double now)
    {
        node.Advance(now);
        if (message.IsLedger)
        {
            bool isBehind = Settle(place, isStarted: false, message.Number, question, now);
            if (isBehind || !node.IsAhead(place, message.Number))
                return new SwapReply { Kind = SwapReplyKind.Agreed, Count = message.Number };
        }

        // A ledger that is behind is answered as the swap would be that it belongs to.
        byte[] answer = new byte[question.Length];
        (SwapOutcome outcome, long count) = node.Answer(
            place, message.Number, MemoryMarshal.Cast<byte, T>(question.Span), MemoryMarshal.Cast<byte, T>(answer.AsSpan()));
        if (outcome == SwapOutcome.Behind)
            return new SwapReply { Kind = SwapReplyKind.Behind, Count = count };

        return new SwapReply { Kind = outcome == SwapOutcome.Applied ? SwapReplyKind.Applied : SwapReplyKind.Ahead, Count = count, Data = answer };
    }

    private bool Settle(int place, bool isStarted, long count, ReadOnlyMemory<byte> sum, double now)
    {
        node.Advance(now);
        return node.Settle(place, isStarted, count, MemoryMarshal.Cast<byte, T>(sum.Span));
    }

    private async Task<SavedState> WriteAsync(int version, int slot)
    {
        await faults.ThawAsync();
        byte[] snapshot = await work.DoAsync(node.Save);
        return await services.Checkpoints.WriteAsync(grain, version, slot, [snapshot], CancellationToken.None);
    }

    private async Task<NodeRest> ComeToRestAsync()
    {
        await faults.ThawAsync();
        while (underWay > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), services.Time);

        var silent = new List<int>();
        await Task.WhenAll(Enumerable.Range(0, links.Length).Select(async place =>
        {
            long began = services.Time.GetTimestamp();
            while (await TellLedgerAsync(place) is not (SwapReplyKind.Ahead or SwapReplyKind.Agreed))
            {
                await Task.Delay(links[place].Patience, services.Time);
                if (services.Time.GetElapsedTime(began).TotalSeconds > SettleSeconds)
                {
                    silent.Add(node.Neighbors[place]);
                    return;
                }
            }
        }));
        return Rest([.. silent.Order()]);
    }

    private NodeRest Rest(IReadOnlyList<int> silent) => new() { Beat = Beat(), Ledgers = node.Fingerprints(), Silent = [.. silent] };

    private NodeBeat Beat() => new()
    {
        Time = schedule.Time,
        Gradients = node.State.Gradients,
        Swaps = [.. Enumerable.Range(0, links.Length).Select(node.SwapsWith)],
        LeftOut = schedule.LeftOut,
        Repeated = repeated,
        Ignored = ignored,
        Settlements = node.Settlements,
        Bytes = bytesAnswered + links.Sum(link => link.Bytes),
        ComputeSeconds = computeSeconds,
    };
}

/// <summary>The services of a silo that a node works with.</summary>
/// <param name="Pool">Where computations run.</param>
/// <param name="Checkpoints">Where snapshots are saved.</param>
/// <param name="Reader">The way to the network's average.</param>
/// <param name="Grains">Where neighbours are found.</param>
/// <param name="Time">The clock.</param>
internal sealed record NodeServices(
    ComputePool Pool, Checkpoints.CheckpointStore Checkpoints, ShardReader Reader, IGrainFactory Grains, TimeProvider Time);
