namespace Starling.Grains.Trainers;

/// <summary>A place in a <see cref="TrainerPool"/>, until it is disposed.</summary>
internal sealed class TrainerPlace(TrainerPool pool, TrainerSeats.Seat seat) : IDisposable
{
    private bool left;

    /// <summary>Computes with the place's process on a thread of its own.</summary>
    public Task<TResult> RunAsync<TResult>(ITrainerJob job, Func<ScriptHolder, TResult> compute, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () => compute(Ready(job, cancellationToken)), cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>The place's process, started and loaded where it is not; on this thread.</summary>
    public ScriptHolder Ready(ITrainerJob job, CancellationToken cancellationToken) => pool.Ready(seat, job, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!left)
            pool.Leave(seat);
        left = true;
    }
}
