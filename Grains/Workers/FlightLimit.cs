namespace Starling.Grains.Workers;

/// <summary>
/// How many updates may exist at a time on a silo, computed or under way to the shards: a silo's memory is bounded by this
/// number, not by the number of its workers.
/// </summary>
/// <param name="limit">The number: a few more than the compute threads, so that pushing and computing overlap.</param>
public sealed class FlightLimit(int limit) : IDisposable
{
    private readonly SemaphoreSlim places = new(limit);

    /// <summary>Waits for a place.</summary>
    /// <returns>Gives the place back when it is disposed.</returns>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private bool left;

        public void Dispose()
        {
            if (!left)
                places.Release();

            left = true;
        }
    }
}
