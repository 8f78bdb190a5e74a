using System.Collections.Concurrent;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Activations;

/// <summary>The activations of a silo.</summary>
internal sealed class Catalog(SiloRuntime silo)
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();
    private readonly ConcurrentDictionary<GrainId, StatelessWorkerPool> _pools = new();

    public int Count => _activations.Count + _pools.Values.Sum(pool => pool.Count);

    public IEnumerable<Activation> All => _activations.Values.Concat(_pools.Values.SelectMany(pool => pool.Workers));

    public Activation? Find(GrainId grainId) => _activations.GetValueOrDefault(grainId);

    /// <summary>The activation that serves a call: the one there is, or a new one.</summary>
    public Activation GetOrCreate(GrainClass grainClass, Message message)
    {
        GrainId grainId = message.TargetGrain;
        if (grainClass.Placement is StatelessWorkerPlacement workers)
            return _pools.GetOrAdd(grainId, _ => new StatelessWorkerPool(silo, grainClass, grainId, workers.MaxLocal)).Choose(message);
        while (true)
        {
            if (_activations.TryGetValue(grainId, out Activation? existing)) return existing;
            var created = new Activation(silo, grainClass, grainId);
            if (!_activations.TryAdd(grainId, created)) continue;
            created.Activate(message.RequestContext);
            return created;
        }
    }

    public void Remove(Activation activation)
    {
        if (activation.Class.IsStatelessWorker) _pools.GetValueOrDefault(activation.GrainId)?.Remove(activation);
        else _activations.TryRemove(new KeyValuePair<GrainId, Activation>(activation.GrainId, activation));
    }

    /// <summary>Deactivates everything and waits for it.</summary>
    public async Task DeactivateAllAsync(CancellationToken cancellationToken)
    {
        Activation[] all = [.. All];
        foreach (Activation activation in all)
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo stops."), cancellationToken);
        await Task.WhenAll(all.Select(activation => activation.Deactivated)).WaitAsync(cancellationToken);
    }

    /// <summary>Deactivates what was idle for longer than its collection age, or than <paramref name="age"/>.</summary>
    public void Collect(TimeSpan? age)
    {
        foreach (Activation activation in All)
        {
            TimeSpan limit = age ?? activation.Class.AgeLimit ?? silo.CollectionAgeOf(activation.Class);
            if (activation.Class.AgeLimit != TimeSpan.MaxValue && activation.IsIdleFor(limit))
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"Idle for {limit}."));
        }
    }
}

/// <summary>The activations of one stateless worker on one silo.</summary>
internal sealed class StatelessWorkerPool(SiloRuntime silo, GrainClass grainClass, GrainId grainId, int maximum)
{
    private readonly List<Activation> _workers = [];

    public int Count
    {
        get
        {
            lock (_workers) return _workers.Count;
        }
    }

    public Activation[] Workers
    {
        get
        {
            lock (_workers) return [.. _workers];
        }
    }

    /// <summary>A worker with nothing to do, a new one while there may be more, or the one with least to do.</summary>
    public Activation Choose(Message message)
    {
        Activation created;
        lock (_workers)
        {
            Activation? least = _workers.MinBy(worker => worker.Load);
            if (least is not null && (least.Load == 0 || _workers.Count >= maximum)) return least;
            created = new Activation(silo, grainClass, grainId);
            _workers.Add(created);
        }

        created.Activate(message.RequestContext);
        return created;
    }

    public void Remove(Activation activation)
    {
        lock (_workers) _workers.Remove(activation);
    }
}
