using System.Numerics;
using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>
/// The inner products of vectors on a device, with the bits of <see cref="Aggregation.Kernels.GramKernel"/> over the pieces of
/// <see cref="Rounds.Aggregating.ColumnPieces"/>. Up to 32 vectors of floats are read once; others by a kernel that reads them for every pair.
/// </summary>
internal static class CudaProducts
{
    private const int Piece = 1 << 17;
    private const int Block = 512;
    private const int BlocksPerPiece = (Piece / Block) + 1;

    /// <summary>The upper triangle, row by row.</summary>
    public static double[] Of<T>(CudaDevice device, DeviceRows<T> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] upper = new double[GramMatrix.UpperLength(rows.Count)];
        using DeviceMemory partial = device.Memory.Rent(PartialBytes(rows.Count, rows.Length));
        using DeviceMemory total = device.Memory.Rent(upper.Length * sizeof(double));
        Start(device, rows, partial, total);
        device.Download<double>(total.Address, upper);
        return upper;
    }

    /// <summary>Bytes that the sums of the pieces take.</summary>
    public static long PartialBytes(int count, long length) => Pieces(length) * GramMatrix.UpperLength(count) * sizeof(double);

    /// <summary>Starts the kernels; the upper triangle is in <paramref name="total"/> when they are done.</summary>
    public static void Start<T>(CudaDevice device, DeviceRows<T> rows, DeviceMemory partial, DeviceMemory total)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int pairs = GramMatrix.UpperLength(rows.Count);
        if (typeof(T) == typeof(float) && rows.Count <= GramSource.MostRows)
            StartTile(device, rows, partial, GramSource.Of(rows.Count));
        else
            StartPairs(device, rows, partial, pairs);
        device.Module(KernelSource.Of("gram_total", sizeof(double))).Launch(
            "gram_total", LaunchGeometry.Groups(pairs, threads: 32), 32, 0, partial, (int)Pieces(rows.Length), pairs, total);
    }

    /// <summary>Starts the kernel that reads every element once.</summary>
    public static void StartTile<T>(CudaDevice device, DeviceRows<T> rows, DeviceMemory partial, GramSource source)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        device.Module(source.Kernels).Launch(
            "gram_tile", (uint)Pieces(rows.Length), GramSource.Threads, source.SharedBytes, rows.Memory, rows.Stride, rows.Length, partial);

    private static unsafe void StartPairs<T>(CudaDevice device, DeviceRows<T> rows, DeviceMemory partial, int pairs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long pieces = Pieces(rows.Length);
        int lanes = sizeof(T) == sizeof(float) ? 8 : 4;
        KernelModule module = device.Module(KernelSource.Of("gram_pairs", sizeof(T)));
        using DeviceMemory marks = device.Memory.Rent(pieces * BlocksPerPiece);
        if (sizeof(T) == sizeof(float))
        {
            device.Driver.Clear(marks.Address, (nuint)(pieces * BlocksPerPiece), device.Stream);
            module.Launch(
                "gram_bounds", LaunchGeometry.Groups(pieces * BlocksPerPiece * rows.Count * 8), LaunchGeometry.Threads, 0,
                rows.Memory, rows.Stride, rows.Length, rows.Count, marks);
        }

        module.Launch(
            "gram_pairs", LaunchGeometry.Groups(pieces * pairs * lanes), LaunchGeometry.Threads, 0,
            rows.Memory, rows.Stride, rows.Length, rows.Count, marks, partial);
    }

    private static long Pieces(long length) => (length + Piece - 1) / Piece;
}
