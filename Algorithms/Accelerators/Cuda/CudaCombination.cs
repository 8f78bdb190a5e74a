using System.Numerics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Kernels;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>
/// Combinations of vectors on a device, with the bits of <see cref="CombinationPlan{T}"/>: weighted sums in double in worker order; mixings in the element
/// type; the processor's networks on the values of a column in registers.
/// </summary>
internal static class CudaCombination
{
    /// <summary>The most vectors of a weighted sum: their weights are constants of the kernel.</summary>
    public const int MostWeighted = 4096;

    // Columns of mixed vectors that are stored, where the mixing is too large for the kernel that joins them.
    private const long MixedColumns = 1 << 20;

    /// <summary>Whether it can be done here.</summary>
    public static bool Fits(Combination combination, int count)
    {
        int outputs = combination.Mixing?.Outputs ?? count;
        return combination.Rule == CoordinateRule.Mean || outputs == 1 ? count <= MostWeighted : outputs <= CoordinateSource.MostValues;
    }

    /// <summary>Starts it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="combination">What is done.</param>
    /// <param name="rows">n vectors.</param>
    /// <param name="result">The result: one vector.</param>
    public static void Start<T>(CudaDevice device, Combination combination, DeviceRows<T> rows, DeviceRows<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = CombinationPlan<T>.Of(combination, rows.Count);
        if (plan.Coordinate is not { } coordinate)
            WeightedSum(device, plan.Used, plan.Weights, plan.Factor, rows, result);
        else if (CoordinateSource.Fits(rows.Count, coordinate.Count, combination.Mixing is not null))
            Coordinate<T>(device, coordinate, combination.Mixing, rows.Memory.Address, rows.Stride, rows.Length, rows.Count, result.Memory.Address);
        else if (combination.Mixing is { } mixing)
            MixedCoordinate(device, coordinate, mixing, rows, result);
        else
            throw new ArgumentException($"A column of {rows.Count} values finds no registers.", nameof(combination));
    }

    /// <summary>result = factor sum_k w_k x_used(k).</summary>
    public static unsafe void WeightedSum<T>(
        CudaDevice device, ReadOnlySpan<int> used, ReadOnlySpan<double> weights, double factor, DeviceRows<T> rows, DeviceRows<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        KernelModule module = device.Module(KernelSource.Of("weighted_sum", sizeof(T)));
        module.SetConstant("weights", weights);
        module.SetConstant("used", used);
        module.Launch(
            "weighted_sum", LaunchGeometry.Groups(rows.Length, perThread: 4), LaunchGeometry.Threads, 0,
            rows.Memory, rows.Stride, rows.Length, used.Length, factor, result.Memory);
    }

    /// <summary>y = A x, stored.</summary>
    public static void Mix<T>(CudaDevice device, Mixing mixing, DeviceRows<T> rows, DeviceRows<T> mixed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Mix(device, mixing, rows.Memory.Address, rows.Stride, rows.Length, mixed);

    private static unsafe void Mix<T>(CudaDevice device, Mixing mixing, nuint rows, long stride, long length, DeviceRows<T> mixed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] weights = Rounded<T>(mixing);
        if (weights.Length <= CoordinateSource.MostWeights && mixing.Inputs <= GramSource.MostRows)
        {
            KernelModule module = device.Module(KernelSource.Of("mixing", sizeof(T), mixing.Inputs, mixing.Outputs));
            module.SetConstant<T>("weights", weights);
            module.Launch(
                "mixing", LaunchGeometry.Groups(length, perThread: 2), LaunchGeometry.Threads, 0, (ulong)rows, stride, length, mixed.Memory, mixed.Stride);
            return;
        }

        using DeviceMemory table = device.Memory.Rent(weights.Length * sizeof(T));
        device.Upload<T>(weights, table.Address);
        device.Module(KernelSource.Of("mixing_rows", sizeof(T))).Launch(
            "mixing_rows", LaunchGeometry.Groups(length), LaunchGeometry.Threads, 0,
            (ulong)rows, stride, length, table, mixing.Inputs, mixing.Outputs, mixed.Memory, mixed.Stride);
    }

    // The mixed vectors are stored some columns at a time.
    private static unsafe void MixedCoordinate<T>(CudaDevice device, CoordinatePlan plan, Mixing mixing, DeviceRows<T> rows, DeviceRows<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using DeviceRows<T> mixed = DeviceRows<T>.Make(device, mixing.Outputs, Math.Min(rows.Length, MixedColumns));
        for (long start = 0; start < rows.Length; start += MixedColumns)
        {
            long columns = Math.Min(MixedColumns, rows.Length - start);
            nuint offset = (nuint)(start * sizeof(T));
            Mix(device, mixing, rows.Memory.Address + offset, rows.Stride, columns, mixed);
            Coordinate<T>(device, plan, null, mixed.Memory.Address, mixed.Stride, columns, mixing.Outputs, result.Memory.Address + offset);
        }
    }

    private static unsafe void Coordinate<T>(
        CudaDevice device, CoordinatePlan plan, Mixing? mixing, nuint rows, long stride, long length, int inputs, nuint result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        KernelModule module = device.Module(CoordinateSource.Of(plan, inputs, mixing is not null, sizeof(T)));
        if (mixing is not null)
            module.SetConstant<T>("weights", Rounded<T>(mixing));
        module.Launch("coordinate", LaunchGeometry.Groups(length), LaunchGeometry.Threads, 0, (ulong)rows, stride, length, (ulong)result);
    }

    private static T[] Rounded<T>(Mixing mixing)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] weights = new T[mixing.Weights.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = T.CreateTruncating(mixing.Weights[i]);
        return weights;
    }
}
