namespace Starling.Grains.Jobs;

/// <summary>
/// The silos that a job waits for before it opens anything: they leave the cluster in order and have grains until they have stopped. Who leaves is known from itself,
/// before it begins to stop, or from the cluster. Not for several threads: the job grain uses it in its turns.
/// </summary>
/// <param name="members">The status of every silo, as it is known here.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">For how long a silo that does not leave is waited for.</param>
internal sealed class LeavingSilos(Func<IReadOnlyDictionary<SiloAddress, SiloStatus>> members, TimeProvider time, TimeSpan patience)
{
    /// <summary>How often the cluster is looked at.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HashSet<SiloAddress> told = [];

    /// <summary>Whether a silo has said that it will leave, and was not waited for since.</summary>
    public bool AreAnnounced => told.Count > 0;

    /// <summary>Whether somebody waits now.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>A silo says that it will leave.</summary>
    public void Announce(SiloAddress silo) => told.Add(silo);

    /// <summary>Waits until none is about to leave, also none that says so meanwhile. Who is still there when patience is over is waited for no longer.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task GoneAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        IsWaiting = true;
        try
        {
            while (AreLeaving() && time.GetElapsedTime(began) < patience)
                await Task.Delay(Pause, time, cancellationToken);
        }
        finally
        {
            IsWaiting = false;
        }

        told.Clear();
    }

    // Who is not in the list any more has left; who comes back is another one, though it may have the same ports.
    private bool AreLeaving()
    {
        IReadOnlyDictionary<SiloAddress, SiloStatus> known = members();
        return told.Any(silo => known.GetValueOrDefault(silo, SiloStatus.Dead) != SiloStatus.Dead)
            || known.Values.Any(status => status is SiloStatus.ShuttingDown or SiloStatus.Stopping);
    }
}
