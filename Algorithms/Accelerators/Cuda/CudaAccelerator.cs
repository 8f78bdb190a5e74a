using System.Numerics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>
/// Aggregation on a CUDA device: vectors are brought there once, for inner products and for what is made of them afterwards. When a call of the driver
/// fails, that is told once, and from then on the processor does everything.
/// </summary>
/// <param name="device">The device; disposed of with this.</param>
/// <param name="log">Told when the device fails.</param>
public sealed class CudaAccelerator(CudaDevice device, Action<string> log) : IAccelerator
{
    private readonly List<Resident> residents = [];
    private volatile bool isBroken;

    /// <inheritdoc/>
    public string Description { get; } = $"{device.Name} ({device.Versions})";

    /// <inheritdoc/>
    public async Task<IDisposable> LeaseAsync()
    {
        await device.Lease.WaitAsync();
        return new Lease(device.Lease);
    }

    /// <inheritdoc/>
    public bool TakesProducts<T>(int count, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        !isBroken && AcceleratorPolicy.IsWorth<T>(count, length);

    /// <inheritdoc/>
    public bool TakesCombination<T>(RowsKey key, Combination combination, int count, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (isBroken || !CudaCombination.Fits(combination, count) || !AcceleratorPolicy.IsWorth<T>(count, length))
            return false;

        // A weighted sum reads every element once: the processor is done before the vectors are there, unless they are there already.
        bool isSum = combination.Rule == CoordinateRule.Mean || (combination.Mixing?.Outputs ?? count) == 1;
        return !isSum || IsResident(key);
    }

    /// <inheritdoc/>
    public double[]? Products<T>(RowsKey key, IReadOnlyList<VectorBuffer<T>> vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Try(key, vectors, rows => CudaProducts.Of(device, rows));

    /// <inheritdoc/>
    public bool TryCombine<T>(RowsKey key, Combination combination, IReadOnlyList<VectorBuffer<T>> vectors, VectorBuffer<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Try(key, vectors, rows =>
        {
            using DeviceRows<T> result = DeviceRows<T>.Make(device, 1, destination.Length);
            CudaCombination.Start(device, combination, rows, result);
            result.Download(0, destination.Span);
            return destination;
        }) is not null;

    /// <inheritdoc/>
    public bool Holds(object owner)
    {
        lock (residents)
            return residents.Exists(resident => IsOf(resident, owner));
    }

    /// <inheritdoc/>
    public void Release(object owner) => Drop(resident => IsOf(resident, owner));

    /// <inheritdoc/>
    public void Dispose()
    {
        Drop(_ => true);
        device.Dispose();
    }

    private static bool IsOf(Resident resident, object owner) => resident.Owner.TryGetTarget(out object? target) && ReferenceEquals(target, owner);

    private TResult? Try<T, TResult>(RowsKey key, IReadOnlyList<VectorBuffer<T>> vectors, Func<DeviceRows<T>, TResult> work)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TResult : class
    {
        if (isBroken)
            return null;

        DeviceRows<T>? rows = null;
        try
        {
            device.Enter();
            rows = Bring(key, vectors);
            return rows is null ? null : work(rows);
        }
        catch (CudaException exception)
        {
            isBroken = true;
            log($"Aggregation goes on on the processor: {exception.Message}");
            return null;
        }
        finally
        {
            if (key.Stamp < 0)
                rows?.Dispose();
        }
    }

    private DeviceRows<T>? Bring<T>(RowsKey key, IReadOnlyList<VectorBuffer<T>> vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Drop(resident => !resident.Owner.TryGetTarget(out _));
        int length = vectors[0].Length;
        Resident? known = key.Stamp < 0 ? null : Find(key);
        if (known is not null && (known.Rows is not DeviceRows<T> held || held.Count != vectors.Count || held.Length != length))
        {
            Drop(resident => resident == known);
            known = null;
        }

        if (known is null)
        {
            DeviceRows<T>? made = DeviceRows<T>.TryMake(device, vectors.Count, length);
            if (made is null)
            {
                // What others left here comes again when they ask again.
                Drop(_ => true);
                made = DeviceRows<T>.TryMake(device, vectors.Count, length);
            }

            if (made is null)
                return null;

            known = new Resident(new WeakReference<object>(key.Owner), key.Vector, made, new object?[vectors.Count]);
            if (key.Stamp >= 0)
                Keep(known);
        }

        bool isSameStamp = known.Stamp == key.Stamp;
        known.Stamp = key.Stamp;
        var rows = (DeviceRows<T>)known.Rows;
        for (int i = 0; i < vectors.Count; i++)
        {
            if (isSameStamp && ReferenceEquals(known.Vectors[i], vectors[i]))
                continue;

            known.Vectors[i] = null;
            rows.Upload(i, vectors[i]);
            known.Vectors[i] = vectors[i];
        }

        return rows;
    }

    private bool IsResident(RowsKey key)
    {
        lock (residents)
            return key.Stamp >= 0 && Find(key) is { } resident && resident.Stamp == key.Stamp;
    }

    private Resident? Find(RowsKey key)
    {
        lock (residents)
            return residents.Find(resident => resident.Vector == key.Vector && IsOf(resident, key.Owner));
    }

    private void Keep(Resident resident)
    {
        lock (residents)
            residents.Add(resident);
    }

    private void Drop(Predicate<Resident> which)
    {
        lock (residents)
        {
            foreach (Resident resident in residents.FindAll(which))
                resident.Rows.Dispose();
            residents.RemoveAll(which);
        }
    }

    /// <summary>Vectors that are on the device.</summary>
    private sealed class Resident(WeakReference<object> owner, int vector, IDisposable rows, object?[] vectors)
    {
        public WeakReference<object> Owner => owner;

        public int Vector => vector;

        public IDisposable Rows => rows;

        public object?[] Vectors => vectors;

        public long Stamp { get; set; } = long.MinValue;
    }

    private sealed class Lease(SemaphoreSlim lease) : IDisposable
    {
        public void Dispose() => lease.Release();
    }
}
