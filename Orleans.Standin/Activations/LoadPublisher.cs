using System.Collections.Concurrent;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Activations;

/// <summary>Tells the other silos, once a second, how many activations this one has, and knows what they told.</summary>
internal sealed class LoadPublisher
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<SiloAddress, int> _counts = new();
    private readonly SiloRuntime _silo;

    public LoadPublisher(SiloRuntime silo)
    {
        _silo = silo;
        silo.SystemCalls.Handle<int, Nothing>(SystemOperation.PublishLoad, (sender, count) =>
        {
            _counts[sender] = count;
            return new ValueTask<Nothing>(Nothing.Value);
        });
        silo.SystemCalls.Handle<Nothing, int>(SystemOperation.CountActivations, (_, _) => new ValueTask<int>(silo.Catalog.Count));
        silo.SystemCalls.Handle<TimeSpan, Nothing>(SystemOperation.Collect, (_, age) =>
        {
            silo.Catalog.Collect(age);
            return new ValueTask<Nothing>(Nothing.Value);
        });
    }

    public int CountOf(SiloAddress silo) => _counts.GetValueOrDefault(silo);

    /// <summary>Counts an activation that is about to be made there, until the silo tells its number again.</summary>
    public void Expect(SiloAddress silo) => _counts.AddOrUpdate(silo, 1, static (_, count) => count + 1);

    public async Task<int> CountAllAsync(IReadOnlyList<SiloAddress> silos) =>
        (await Task.WhenAll(silos.Select(silo => AskAsync<Nothing, int>(silo, SystemOperation.CountActivations, Nothing.Value)))).Sum();

    public Task CollectAllAsync(IReadOnlyList<SiloAddress> silos, TimeSpan age) =>
        Task.WhenAll(silos.Select(silo => AskAsync<TimeSpan, Nothing>(silo, SystemOperation.Collect, age)));

    public void Start(CancellationToken cancellationToken)
    {
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => PublishAsync(cancellationToken), CancellationToken.None);
    }

    private Task<TAnswer> AskAsync<TRequest, TAnswer>(SiloAddress silo, SystemOperation operation, TRequest request) =>
        _silo.SystemCalls.AskAsync<TRequest, TAnswer>(silo, operation, request, Limit, CancellationToken.None);

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, _silo.SystemTime);
        int told = 0;
        int knownBy = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                SiloAddress[] others = [.. _silo.ActiveSilos.Where(silo => !silo.Equals(_silo.Address))];
                int count = _silo.Catalog.Count;
                if (count == told && others.Length <= knownBy) continue;
                foreach (SiloAddress other in others) _silo.SystemCalls.Tell(other, SystemOperation.PublishLoad, count);
                (told, knownBy) = (count, others.Length);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }
}
