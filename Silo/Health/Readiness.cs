namespace Starling.Silo.Health;

/// <summary>Whether a silo takes part in its cluster and its storage can be used.</summary>
/// <param name="status">The silo's status.</param>
/// <param name="probe">Tries the storage.</param>
/// <param name="time">The clock.</param>
internal sealed class Readiness(Func<SiloStatus> status, Func<Task> probe, TimeProvider time) : IDisposable
{
    /// <summary>How long a look at the storage counts, however many ask.</summary>
    internal static readonly TimeSpan StorageCounts = TimeSpan.FromSeconds(10);

    /// <summary>A storage that takes longer to answer cannot be used.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim looking = new(1);
    private string? storageTrouble;
    private long? looked;

    /// <inheritdoc/>
    public void Dispose() => looking.Dispose();

    /// <summary>Why the silo has not started yet, in a few words; null from when it has joined its cluster.</summary>
    public string? StartTrouble() => status() is var now and (SiloStatus.None or SiloStatus.Created or SiloStatus.Joining) ? $"the silo is {now}" : null;

    /// <summary>Why the silo is not ready, in a few words; null where it is.</summary>
    public async Task<string?> TroubleAsync(CancellationToken cancellationToken)
    {
        SiloStatus now = status();
        if (now != SiloStatus.Active)
            return $"the silo is {now}";

        await looking.WaitAsync(cancellationToken);
        try
        {
            if (looked is null || time.GetElapsedTime(looked.Value) >= StorageCounts)
            {
                storageTrouble = await StorageTroubleAsync();
                looked = time.GetTimestamp();
            }

            return storageTrouble;
        }
        finally
        {
            looking.Release();
        }
    }

    private async Task<string?> StorageTroubleAsync()
    {
        try
        {
            await probe().WaitAsync(Patience, time);
            return null;
        }
        catch (TimeoutException)
        {
            return $"the storage does not answer within {Patience.TotalSeconds} s";
        }
#pragma warning disable CA1031 // Whatever it is, the storage cannot be used.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return $"the storage cannot be used: {exception.Message.ReplaceLineEndings(" ")}";
        }
    }
}
