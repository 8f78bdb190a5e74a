using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Jobs;

/// <summary>
/// The stored record of a job. A write whose outcome is unknown is settled by reading: it took effect, or is tried again, or
/// somebody else wrote, and then this coordinator is fenced. One write at a time.
/// </summary>
/// <param name="record">The grain's persistent state.</param>
/// <param name="time">The clock.</param>
internal sealed class JobStore(IPersistentState<JobRecord> record, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim writing = new(1);
    private Exception? failure;

    /// <summary>The record as it was last stored.</summary>
    public JobRecord Current { get; private set; } = new();

    /// <summary>Takes over what was read when the grain was activated.</summary>
    public void Load() => Current = record.State ?? new JobRecord();

    /// <summary>Stores a change.</summary>
    /// <param name="change">Makes the new record from the one that is stored.</param>
    /// <param name="patience">How long a storage that fails is tried.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FencedException">Somebody else wrote the record.</exception>
    /// <exception cref="StarlingException">STAR0409: the storage failed for too long.</exception>
    public async Task WriteAsync(Func<JobRecord, JobRecord> change, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            JobRecord next = change(Current) with { WriteId = Guid.NewGuid() };
            long started = time.GetTimestamp();
            for (int attempt = 1; !await TryWriteAsync(next); attempt++)
            {
                if (time.GetElapsedTime(started) >= patience)
                    throw new StarlingException(ErrorCatalog.StorageUnavailable, $"The record of the job cannot be stored: {failure?.Message}", failure);

                await Task.Delay(Calls.DelayBefore(attempt), time, cancellationToken);
            }

            Current = next;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Removes the record.</summary>
    public async Task ClearAsync()
    {
        await record.ClearStateAsync();
        Current = new JobRecord();
    }

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();


    private async Task<bool> TryWriteAsync(JobRecord next)
    {
        try
        {
            if (failure is not null && await IsWrittenAsync(next))
                return true;

            record.State = next;
            await record.WriteStateAsync();
            failure = null;
            return true;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or FencedException))
        {
            failure = exception;
            return false;
        }
    }

    // After a failure: reading gives the ETag that is stored now, and says whose write it was.
    private async Task<bool> IsWrittenAsync(JobRecord next)
    {
        await record.ReadStateAsync();
        Guid stored = record.RecordExists ? record.State.WriteId : Guid.Empty;
        if (stored != next.WriteId && stored != Current.WriteId)
            throw new FencedException("Another coordinator has taken the job up.");

        if (stored == next.WriteId)
            failure = null;

        return stored == next.WriteId;
    }
}
