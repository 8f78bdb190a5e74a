using System.Threading.Channels;

namespace Starling.Grains.Runtime;

/// <summary>
/// The threads of a silo that compute: gradients, aggregates, evaluations. Grains hand work over and get a task, so that no
/// grain turn is long. Silos of one process share one pool.
/// </summary>
public sealed class ComputePool : IDisposable
{
    private readonly Channel<Action> work = Channel.CreateUnbounded<Action>();
    private readonly Thread[] threads;

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

    /// <summary>Queues a computation. Computations start in the order in which they were queued.</summary>
    /// <param name="compute">The computation.</param>
    /// <param name="cancellationToken">Keeps it from starting; one that has started looks at its own token.</param>
    public Task<TResult> RunAsync<TResult>(Func<TResult> compute, CancellationToken cancellationToken = default)
    {
        var completion = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool queued = work.Writer.TryWrite(() =>
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
    public void Dispose() => work.Writer.TryComplete();

    private void Work()
    {
        while (work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (work.Reader.TryRead(out Action? action))
                action();
        }
    }
}
