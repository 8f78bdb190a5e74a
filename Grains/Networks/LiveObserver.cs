using System.Collections.Immutable;
using System.Globalization;
using Starling.Algorithms.Decentralized.Live;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Networks;

/// <summary>
/// Looks after the nodes of a live job: asks each a few times a second how it does, tells it how fast time goes, lets those begin that have not or that lost
/// their memory. A node that does not answer is waited for by nobody. Not safe for several threads: the turns of one grain.
/// </summary>
internal sealed class LiveObserver
{
    private const int MostNotices = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly NetworkContext context;
    private readonly INodeGrain[] nodes;
    private readonly LiveConductor conductor;
    private readonly SavedState[] marks;
    private readonly TimeProvider time;
    private readonly Func<int> newestAverage;
    private readonly int epoch;
    private readonly long began;
    private readonly LiveBeat?[] beats;
    private readonly double[] heard;
    private readonly int[] lives;
    private readonly Task[] tending;
    private readonly long[] bytes;
    private readonly double[] computeSeconds;
    private TaskCompletionSource looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? failure;
    private long notices;
    private bool isStopped;

    /// <summary>Prepares to look after nodes.</summary>
    /// <param name="context">The job.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="conductor">What decides.</param>
    /// <param name="marks">Where their snapshots lie; empty where there are none.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="newestAverage">The version of the average that new nodes may start from; -1 for none.</param>
    /// <param name="time">The clock.</param>
    public LiveObserver(
        NetworkContext context, INodeGrain[] nodes, LiveConductor conductor, SavedState[] marks, int epoch, Func<int> newestAverage, TimeProvider time)
    {
        this.context = context;
        this.nodes = nodes;
        this.conductor = conductor;
        this.marks = marks;
        this.epoch = epoch;
        this.newestAverage = newestAverage;
        this.time = time;
        began = time.GetTimestamp();
        beats = new LiveBeat?[nodes.Length];
        heard = new double[nodes.Length];
        lives = new int[nodes.Length];
        tending = [.. nodes.Select(_ => Task.CompletedTask)];
        bytes = new long[nodes.Length];
        computeSeconds = new double[nodes.Length];
    }

    /// <summary>Seconds since it began to look.</summary>
    public double Seconds => time.GetElapsedTime(began).TotalSeconds;

    /// <summary>Bytes of messages that nodes sent.</summary>
    public long Bytes => bytes.Sum();

    /// <summary>Seconds that nodes computed.</summary>
    public double ComputeSeconds => computeSeconds.Sum();

    /// <summary>What happened, the newest hundred.</summary>
    public ImmutableArray<NetworkNotice> Notices { get; private set; } = [];

    /// <summary>Begins to look, again and again until <see cref="Stop"/>.</summary>
    public void Begin() => _ = LookAsync();

    /// <summary>Looks no more; the nodes go on as they were told last.</summary>
    public void Stop()
    {
        isStopped = true;
        looked.TrySetResult();
    }

    /// <summary>Waits until the network's time has come to a point.</summary>
    /// <exception cref="StateLostException">The observer was stopped.</exception>
    public async Task ReachAsync(double point)
    {
        while (conductor.Time < point || Array.Exists(beats, beat => beat is null))
        {
            if (failure is not null)
                throw failure;
            if (isStopped)
                throw new StateLostException($"The network of job '{context.JobId}' was let go.");

            await looked.Task;
        }
    }

    /// <summary>Takes what a node said of itself.</summary>
    public void Hear(int node, NodeBeat beat)
    {
        beats[node] = new LiveBeat
        {
            Time = beat.Time,
            Gradients = beat.Gradients,
            Swaps = beat.Swaps,
            LeftOut = beat.LeftOut,
            Repeated = beat.Repeated,
            Ignored = beat.Ignored,
            Settlements = beat.Settlements,
        };
        heard[node] = Seconds;
        bytes[node] = Math.Max(bytes[node], beat.Bytes);
        computeSeconds[node] = Math.Max(computeSeconds[node], beat.ComputeSeconds);
    }

    /// <summary>Lets the conductor take what was heard.</summary>
    public void Look()
    {
        foreach (LiveNotice notice in conductor.Look(Seconds, beats, heard))
            Note(notice.Node < 0 ? null : notice.Node, notice.Message);
    }

    private async Task LookAsync()
    {
        while (!isStopped)
        {
            for (int node = 0; node < nodes.Length; node++)
            {
                if (tending[node].IsCompleted)
                    tending[node] = TendAsync(node);
            }

            // Nodes that begin answer at once, and are not to be waited for as long as usual.
            await Task.Delay(Array.Exists(beats, beat => beat is null) ? Interval / 10 : Interval, time);
            Look();
            looked.TrySetResult();
            looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        looked.TrySetResult();
    }

    private async Task TendAsync(int node)
    {
        try
        {
            if (await nodes[node].BeatAsync(epoch, Pace()) is not { } beat)
                beat = await BeginAsync(node);
            Hear(node, beat);
        }
        catch (Exception exception) when (Calls.IsTrouble(exception))
        {
            // It is asked again at the next look; how long it has been silent tells the rest.
        }
#pragma warning disable CA1031 // Whatever else keeps a node from beginning ends the job, told to whoever waits for the network.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }
    }

    private async Task<NodeBeat> BeginAsync(int node)
    {
        bool isLoss = beats[node] is not null;
        NodeBeat beat = await nodes[node].OpenAsync(new NodeOrder
        {
            Epoch = epoch,
            Life = lives[node]++,
            Time = conductor.Time,
            Seconds = Seconds,
            Saved = marks.Length > 0 ? marks[node] : null,
            StartVersion = newestAverage(),
            Pace = Pace(),
        });
        if (isLoss)
        {
            string from = marks.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"its snapshot after round {marks[node].Version}") : "the network's average";
            Note(node, string.Create(CultureInfo.InvariantCulture,
                $"Node {node} lost its memory with its silo; it goes on from {from}, and its neighbours' ledgers make up for the swaps that it has forgotten."));
        }

        return beat;
    }

    private NodePace Pace() => new() { Pace = conductor.Pace, Factor = conductor.Factor };

    private void Note(int? node, string message) => Notices =
        [.. Notices.TakeLast(MostNotices - 1), new NetworkNotice { Number = ++notices, Node = node, Message = message }];
}
