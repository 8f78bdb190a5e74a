using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Attacks;

/// <summary>
/// Writes forged vectors, and the rows that an attack adds to a Gram matrix, for any range of columns. Sums run in worker order, in double, and
/// every column is rounded once, so the result does not depend on how the columns are cut.
/// </summary>
public static class ForgeryKernel
{
    /// <summary>Columns at a time: three rows of doubles (24 KiB) stay in the first-level cache.</summary>
    private const int Block = 1024;

    /// <summary>Writes columns of a forged vector.</summary>
    /// <param name="forgery">What is written.</param>
    /// <param name="honest">The q honest updates, in worker order, of one length.</param>
    /// <param name="start">The first column.</param>
    /// <param name="destination">As many columns as it is long; must touch none of the updates.</param>
    /// <typeparam name="T">The element type.</typeparam>
    /// <exception cref="ArgumentException">Weights and updates do not fit, or one update has no deviation.</exception>
    public static void Write<T>(Forgery forgery, IReadOnlyList<VectorBuffer<T>> honest, int start, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool hasMoments = forgery.Deviation != 0 || forgery.Sign != 0;
        Check(honest.Count, forgery.Deviation != 0 && forgery.Bessel);
        SpanChecks.SameLength(forgery.Weights.Count, honest.Count, nameof(honest));
        Span<double> sums = stackalloc double[Block];
        Span<double> mean = stackalloc double[Block];
        Span<double> squares = stackalloc double[Block];
        for (int done = 0; done < destination.Length; done += Block)
        {
            int length = Math.Min(Block, destination.Length - done);
            Span<double> block = sums[..length];
            block.Clear();
            for (int i = 0; i < honest.Count; i++)
                VectorKernels.AddWeighted<T>(forgery.Weights[i], honest[i].Span.Slice(start + done, length), block);

            if (hasMoments)
            {
                Moments(honest, forgery.Bessel, start + done, mean[..length], squares[..length]);
                VectorKernels.AddWeighted<double>(forgery.Deviation, squares[..length], block);
                VectorKernels.AddWeighted<double>(forgery.Sign, mean[..length], block);
            }

            VectorKernels.Round(block, destination.Slice(done, length));
        }
    }

    /// <summary>Writes columns of sigma and sign(mu): the two rows behind the honest updates in the Gram matrix of an attack.</summary>
    /// <param name="honest">The q honest updates, in worker order, of one length.</param>
    /// <param name="bessel">Whether sigma^2 is the sum of squares over q - 1, and not over q.</param>
    /// <param name="start">The first column.</param>
    /// <param name="deviation">As many columns of sigma as it is long.</param>
    /// <param name="sign">As many of sign(mu).</param>
    /// <typeparam name="T">The element type.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or there are too few updates for a deviation.</exception>
    public static void WriteMoments<T>(
        IReadOnlyList<VectorBuffer<T>> honest, bool bessel, int start, Span<T> deviation, Span<T> sign)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(honest.Count, bessel);
        SpanChecks.SameLength(deviation.Length, sign.Length, nameof(sign));
        Span<double> mean = stackalloc double[Block];
        Span<double> squares = stackalloc double[Block];
        for (int done = 0; done < deviation.Length; done += Block)
        {
            int length = Math.Min(Block, deviation.Length - done);
            Moments(honest, bessel, start + done, mean[..length], squares[..length]);
            VectorKernels.Round(squares[..length], deviation.Slice(done, length));
            VectorKernels.Round(mean[..length], sign.Slice(done, length));
        }
    }

    private static void Check(int honest, bool bessel)
    {
        if (honest < 1)
            throw new ArgumentException(AttackInput.NobodyHonest, nameof(honest));
        if (bessel && honest < 2)
            throw new ArgumentException(AttackInput.OneHonest, nameof(honest));
    }

    /// <summary>Writes sign(mu) and sigma of a block of columns: first the means, then the squares of the differences from them.</summary>
    private static void Moments<T>(
        IReadOnlyList<VectorBuffer<T>> honest, bool bessel, int start, Span<double> sign, Span<double> deviation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        sign.Clear();
        deviation.Clear();
        for (int i = 0; i < honest.Count; i++)
            VectorKernels.AddWeighted<T>(1, honest[i].Span.Slice(start, sign.Length), sign);
        VectorKernels.Scale(1.0 / honest.Count, sign);
        for (int i = 0; i < honest.Count; i++)
            AddSquares<T>(honest[i].Span.Slice(start, sign.Length), sign, deviation);

        TensorPrimitives.Divide(deviation, bessel ? honest.Count - 1 : honest.Count, deviation);
        TensorPrimitives.Sqrt(deviation, deviation);
        TakeSigns(sign);
    }

    /// <summary>x = sign(x): 0 stays, NaN too.</summary>
    private static void TakeSigns(Span<double> x)
    {
        ref double x0 = ref MemoryMarshal.GetReference(x);
        int i = 0;
        for (; i <= x.Length - DoubleLanes.Count; i += DoubleLanes.Count)
        {
            Vector512<double> values = Vector512.LoadUnsafe(ref x0, (nuint)i);
            Vector512<double> signs = Vector512.ConditionalSelect(Vector512.GreaterThan(values, default), Vector512.Create(1.0), values);
            Vector512.ConditionalSelect(Vector512.LessThan(values, default), Vector512.Create(-1.0), signs).StoreUnsafe(ref x0, (nuint)i);
        }

        for (; i < x.Length; i++)
            x[i] = x[i] > 0 ? 1 : x[i] < 0 ? -1 : x[i];
    }

    /// <summary>squares += (x - mean)^2, fused.</summary>
    private static void AddSquares<T>(ReadOnlySpan<T> x, ReadOnlySpan<double> mean, Span<double> squares)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T x0 = ref MemoryMarshal.GetReference(x);
        ref double mean0 = ref MemoryMarshal.GetReference(mean);
        ref double square0 = ref MemoryMarshal.GetReference(squares);
        int i = 0;
        for (; i <= x.Length - DoubleLanes.Count; i += DoubleLanes.Count)
        {
            Vector512<double> difference = DoubleLanes.Load(ref Unsafe.Add(ref x0, i)) - Vector512.LoadUnsafe(ref mean0, (nuint)i);
            Vector512.FusedMultiplyAdd(difference, difference, Vector512.LoadUnsafe(ref square0, (nuint)i)).StoreUnsafe(ref square0, (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            double difference = double.CreateTruncating(x[i]) - mean[i];
            squares[i] = Math.FusedMultiplyAdd(difference, difference, squares[i]);
        }
    }
}
