using System.Runtime.CompilerServices;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>
/// What happened in a job, in order, and a way to follow it. Events are numbered one after the other; a coordinator that takes
/// over goes on at the next multiple of <see cref="Stride"/>, since the one before may have told events that it had not stored. Not for several threads: the job grain uses it
/// in its turns.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class JobHistory(TimeProvider time)
{
    /// <summary>Where the numbers of a coordinator that takes over begin: the next multiple of this.</summary>
    public const long Stride = 1_000_000;

    private readonly List<JobEvent> events = [];
    private readonly HashSet<(int Round, int Worker)> incomplete = [];
    private long nextSequence;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool closed;
    private bool isAway;

    /// <summary>The events so far.</summary>
    public IReadOnlyList<JobEvent> Events => events;

    /// <summary>The epoch that new events belong to.</summary>
    public int Epoch { get; set; }

    /// <summary>Takes over the events of an earlier activation.</summary>
    public void Restore(IEnumerable<JobEvent> earlier, bool ended)
    {
        events.AddRange(earlier);
        closed = ended;
        nextSequence = events.Count == 0 ? 0 : ((events[^1].Sequence / Stride) + 1) * Stride;
    }

    /// <summary>
    /// Whether a worker's update is found incomplete in a round for the first time: then the round is done again, since a shard
    /// may have lost it; the next time the worker is at fault.
    /// </summary>
    public bool IsFirstIncomplete(int round, int worker) => incomplete.Add((round, worker));

    /// <summary>Adds an event; number, epoch and time are set here.</summary>
    public void Add(JobEvent happened) => Append(Prepare(happened));

    /// <summary>
    /// Gives an event its number, epoch and time without adding it: for one that is stored before it is told. No other may be
    /// added before it is.
    /// </summary>
    public JobEvent Prepare(JobEvent happened) => happened with { Sequence = nextSequence, Time = time.GetUtcNow(), Epoch = Epoch };

    /// <summary>Adds the last event, as <see cref="Prepare"/> made it: followers end after it.</summary>
    public void Close(JobEvent last)
    {
        Append(last);
        closed = true;
    }

    /// <summary>Lets a closed history go on: the job has ended and was given a later end. Who followed it has gone and comes again.</summary>
    public void Reopen() => closed = false;

    /// <summary>
    /// Whether nobody is kept waiting for the next event: who follows is told what there is and comes again. An activation ends only when those who wait at it
    /// have gone.
    /// </summary>
    public bool IsAway
    {
        get => isAway;
        set
        {
            isAway = value;
            Wake();
        }
    }

    /// <summary>Adds an event as <see cref="Prepare"/> made it.</summary>
    public void Append(JobEvent happened)
    {
        if (closed)
            throw new InvalidOperationException("The history is closed.");

        events.Add(happened);
        nextSequence = happened.Sequence + 1;
        Wake();
    }

    private void Wake()
    {
        TaskCompletionSource followers = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        followers.SetResult();
    }

    /// <summary>The events from a number on: those that are there, then those that come, to the last.</summary>
    public async IAsyncEnumerable<JobEvent> FollowAsync(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int next = events.FindIndex(happened => happened.Sequence >= from) is >= 0 and int found ? found : events.Count;
        while (true)
        {
            Task more = changed.Task;
            for (; next < events.Count; next++)
            {
                if (events[next].Sequence >= from)
                    yield return events[next];
            }

            if (closed)
                yield break;

            if (isAway)
                throw new EnumerationAbortedException("The job is about to move to another silo: follow it again.");

            await more.WaitAsync(cancellationToken);
        }
    }
}
