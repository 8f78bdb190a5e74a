namespace Starling.Grains.Runtime;

/// <summary>
/// The threads of a silo that compute: gradients, aggregates, evaluations. Grains hand work over and get a task, so that no
/// grain turn is long. Silos of one process share one pool. Work has a key, the job's id: keys are served in turn, one
/// computation each, so that a job with ten thousand workers does not keep one with ten waiting.
/// </summary>
public sealed class ComputePool : IDisposable
{
    private readonly ComputeQueue queue = new();
    private readonly Thread[] threads;
    private int busy;

    /// <summary>Starts the threads.</summary>
    /// <param name="threadCount">How many; at least 1. One a core is right: every computation keeps one thread busy.</param>
    public ComputePool(int threadCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threadCount);
        threads = new Thread[threadCount];
        for (int i = 0; i < threadCount; i++)
        {
            // Below normal, so that the turns of grains, which are short, come first on a busy machine.
            threads[i] = new Thread(Work) { IsBackground = true, Name = $"starling-compute-{i}", Priority = ThreadPriority.BelowNormal };
            threads[i].Start();
        }
    }

    /// <summary>The number of threads.</summary>
    public int ThreadCount => threads.Length;

    /// <summary>Of these, how many compute now.</summary>
    public int BusyCount => Volatile.Read(ref busy);

    /// <summary>Computations that wait for a thread.</summary>
    public int QueuedCount => queue.Count;

    /// <summary>Queues a computation that belongs to no job. All of these take turns with the jobs as one more job would.</summary>
    /// <param name="compute">The computation.</param>
    /// <param name="cancellationToken">Keeps it from starting; one that has started looks at its own token.</param>
    public Task<TResult> RunAsync<TResult>(Func<TResult> compute, CancellationToken cancellationToken = default) =>
        RunAsync("", compute, cancellationToken);

    /// <summary>
    /// Queues a computation of a job. Computations of one key start in the order in which they were queued; different keys take
    /// turns.
    /// </summary>
    /// <param name="key">The job's id.</param>
    /// <param name="compute">The computation.</param>
    /// <param name="cancellationToken">Keeps it from starting; one that has started looks at its own token.</param>
    public Task<TResult> RunAsync<TResult>(string key, Func<TResult> compute, CancellationToken cancellationToken = default)
    {
        var completion = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool queued = queue.TryAdd(key, () =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                completion.TrySetCanceled(cancellationToken);
                return;
            }

            try
            {
                completion.TrySetResult(compute());
            }
            catch (OperationCanceledException exception)
            {
                completion.TrySetCanceled(exception.CancellationToken);
            }
#pragma warning disable CA1031 // Whatever the computation throws belongs to the one who asked for it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                completion.TrySetException(exception);
            }
        });
        if (!queued)
            completion.TrySetException(new ObjectDisposedException(nameof(ComputePool)));

        return completion.Task;
    }

    /// <summary>Lets the threads finish what is queued and end.</summary>
    public void Dispose() => queue.Complete();

    private void Work()
    {
        while (queue.Take() is { } action)
        {
            Interlocked.Increment(ref busy);
            action();
            Interlocked.Decrement(ref busy);
        }
    }
}
