namespace Starling.Cli.Aggregating;

/// <summary>Runs work on a number of threads at a time.</summary>
/// <param name="count">How many; of one, the caller's.</param>
internal sealed class WorkThreads(int count)
{
    private readonly TaskScheduler scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, count).ConcurrentScheduler;

    /// <summary>Runs some work as soon as a thread is free.</summary>
    public Task RunAsync(Action work)
    {
        if (count > 1)
            return Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);

        work();
        return Task.CompletedTask;
    }
}
