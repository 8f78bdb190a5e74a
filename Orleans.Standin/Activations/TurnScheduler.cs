namespace Orleans.Runtime.Activations;

/// <summary>
/// Executes an activation's tasks one at a time, in the order in which they became ready. Since it is the current scheduler
/// while they run, what comes after an <c>await</c> is queued here again: no two pieces of a grain's code ever overlap.
/// </summary>
internal sealed class TurnScheduler(IGrainContext context) : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>After so many tasks a busy activation lets others have the thread.</summary>
    private const int TasksInARow = 64;

    private readonly Queue<Task> _tasks = new();
    private bool _isRunning;
    private volatile bool _isStopped;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Executes nothing any more; a task that runs ends at its next <c>await</c>.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>Queues work that sees nothing of the caller's execution context.</summary>
    public void Queue(Action<object?> action, object? state)
    {
        Task task;
        if (ExecutionContext.IsFlowSuppressed())
        {
            task = new Task(action, state);
        }
        else
        {
            using (ExecutionContext.SuppressFlow()) task = new Task(action, state);
        }

        task.Start(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        IGrainContext? outer = RuntimeContext.Current;
        RuntimeContext.Current = context;
        try
        {
            for (int count = 0; count < TasksInARow; count++)
            {
                Task? task;
                lock (_tasks)
                {
                    if (_isStopped) _tasks.Clear();
                    if (!_tasks.TryDequeue(out task))
                    {
                        _isRunning = false;
                        return;
                    }
                }

                TryExecuteTask(task);
            }
        }
        finally
        {
            RuntimeContext.Current = outer;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            _tasks.Enqueue(task);
            if (_isRunning) return;
            _isRunning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // Inline only within a turn of this activation, where nothing can overlap.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, context) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_tasks) return [.. _tasks];
    }
}
