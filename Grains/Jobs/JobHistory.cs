using System.Runtime.CompilerServices;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>
/// What happened in a job, in order and without gaps, and a way to follow it. Not for several threads: the job grain uses it
/// in its turns.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class JobHistory(TimeProvider time)
{
    private readonly List<JobEvent> events = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool closed;

    /// <summary>The events so far.</summary>
    public IReadOnlyList<JobEvent> Events => events;

    /// <summary>Takes over the events of an earlier activation.</summary>
    public void Restore(IEnumerable<JobEvent> earlier, bool ended)
    {
        events.AddRange(earlier);
        closed = ended;
    }

    /// <summary>Adds an event; number and time are set here.</summary>
    public void Add(JobEvent happened)
    {
        if (closed)
            throw new InvalidOperationException("The history is closed.");

        events.Add(happened with { Sequence = events.Count, Time = time.GetUtcNow() });
        TaskCompletionSource followers = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        followers.SetResult();
    }

    /// <summary>Adds the last event: followers end after it.</summary>
    public void Close(JobEvent last)
    {
        Add(last);
        closed = true;
    }

    /// <summary>The events from a number on: those that are there, then those that come, to the last.</summary>
    public async IAsyncEnumerable<JobEvent> FollowAsync(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int next = (int)Math.Clamp(from, 0, int.MaxValue);
        while (true)
        {
            Task more = changed.Task;
            while (next < events.Count)
                yield return events[next++];

            if (closed)
                yield break;

            await more.WaitAsync(cancellationToken);
        }
    }
}
