using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// The gradient of a convolution with respect to its weight and bias, over minibatches whose samples are innermost (<see cref="ConvolutionKernel"/>).
/// A weight's is an inner product of rows of the output's gradient and views of the input. A row is cut into blocks of 16; number l of a
/// block goes into partial sum l, by fused multiply-adds, all blocks of all rows first and then what is left at the ends of the rows; then sums l and
/// l + 8, l + 4, l + 2, l + 1 are added. That is part of the result's definition, so that the width of the registers is not.
/// </summary>
internal static class ConvolutionWeightKernel
{
    private const int Block = 16;
    private const int TileTaps = 5;
    private const int TileOutputs = 2;

    /// <summary>The gradient with respect to the weight.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="count">n.</param>
    /// <param name="input">C * H * W * n numbers.</param>
    /// <param name="delta">O * OH * OW * n numbers: the gradient with respect to the output.</param>
    /// <param name="taps">The taps, fitted to n.</param>
    /// <param name="gradient">O * C * K * K numbers, overwritten or added to.</param>
    /// <param name="accumulate">Whether the sums are added to what is there.</param>
    public static void WeightGradient<T>(
        in ConvolutionShape shape, int count, ReadOnlySpan<T> input, ReadOnlySpan<T> delta, ConvolutionTaps taps, Span<T> gradient, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(shape.InLength * count, input.Length, nameof(input));
        SpanChecks.SameLength(shape.OutLength * count, delta.Length, nameof(delta));
        SpanChecks.SameLength(shape.WeightLength, gradient.Length, nameof(gradient));
        if (Lanes.Has512<T>())
            WeightGradient<Lanes512<T>, Vector512<T>, T>(shape, count, input, delta, taps, gradient, accumulate);
        else if (Lanes.Has256<T>())
            WeightGradient<Lanes256<T>, Vector256<T>, T>(shape, count, input, delta, taps, gradient, accumulate);
        else if (Lanes.Has128<T>())
            WeightGradient<Lanes128<T>, Vector128<T>, T>(shape, count, input, delta, taps, gradient, accumulate);
        else
            WeightGradient<ScalarLanes<T>, T, T>(shape, count, input, delta, taps, gradient, accumulate);
    }

    /// <summary>The sums of equal stretches of numbers: the gradient with respect to the bias.</summary>
    /// <param name="numbers">As many numbers a sum as fit.</param>
    /// <param name="sums">Overwritten or added to.</param>
    /// <param name="accumulate">Whether the sums are added to what is there.</param>
    public static void Sum<T>(ReadOnlySpan<T> numbers, Span<T> sums, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Lanes.Has512<T>())
            Sum<Lanes512<T>, Vector512<T>, T>(numbers, sums, accumulate);
        else if (Lanes.Has256<T>())
            Sum<Lanes256<T>, Vector256<T>, T>(numbers, sums, accumulate);
        else if (Lanes.Has128<T>())
            Sum<Lanes128<T>, Vector128<T>, T>(numbers, sums, accumulate);
        else
            Sum<ScalarLanes<T>, T, T>(numbers, sums, accumulate);
    }

    /// <summary><see cref="Sum{T}"/> with registers of a chosen kind.</summary>
    internal static void Sum<TLanes, TVector, T>(ReadOnlySpan<T> numbers, Span<T> sums, bool accumulate)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[Block];
        int length = numbers.Length / Math.Max(sums.Length, 1);
        int whole = length - (length % Block);
        for (int i = 0; i < sums.Length; i++)
        {
            ReadOnlySpan<T> own = numbers.Slice(i * length, length);
            ref T first = ref MemoryMarshal.GetReference(own);
            for (int lane = 0; lane < Block; lane += TLanes.Count)
            {
                TVector sum = TLanes.Broadcast(T.Zero);
                for (nint j = lane; j < whole; j += Block)
                    sum = TLanes.Add(sum, TLanes.Load(ref Unsafe.Add(ref first, j)));
                TLanes.Store(sum, ref lanes[lane]);
            }

            for (int j = whole; j < length; j++)
                lanes[j - whole] += own[j];
            T total = AddLanes(ref lanes[0]);
            sums[i] = accumulate ? sums[i] + total : total;
        }
    }

    /// <summary><see cref="WeightGradient{T}"/> with registers of a chosen kind.</summary>
    [SkipLocalsInit]
    internal static void WeightGradient<TLanes, TVector, T>(
        in ConvolutionShape shape, int count, ReadOnlySpan<T> input, ReadOnlySpan<T> delta, ConvolutionTaps taps, Span<T> gradient, bool accumulate)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> sums = stackalloc T[TileOutputs * TileTaps * Block];
        Span<nint> chosen = stackalloc nint[TileTaps];
        int columns = shape.OutWidth * count;
        nint channel = (nint)shape.OutHeight * columns;
        ref T input0 = ref MemoryMarshal.GetReference(input);
        for (int tap = 0; tap < shape.Taps; tap += TileTaps)
        {
            // Past the last tap it comes again; what is computed twice is not used.
            int width = Math.Min(TileTaps, shape.Taps - tap);
            for (int t = 0; t < TileTaps; t++)
                chosen[t] = taps.Offsets[Math.Min(tap + t, shape.Taps - 1)];
            for (int output = 0; output < shape.OutChannels; output += TileOutputs)
            {
                // An odd last output is taken twice.
                bool pair = output + 1 < shape.OutChannels;
                var tile = new Lines(shape.OutHeight, columns, (nint)shape.InWidth * count, pair ? channel : 0);
                ref T delta0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(delta), output * channel);
                for (int lane = 0; lane < Block; lane += TLanes.Count)
                {
                    AddBlocks<TLanes, TVector, T>(
                        ref Unsafe.Add(ref delta0, lane), ref Unsafe.Add(ref input0, lane), in chosen[0], in tile, ref sums[lane]);
                }

                if (columns % Block != 0)
                    AddRests(ref delta0, ref input0, chosen, in tile, sums);
                for (int i = 0; i < (pair ? TileOutputs : 1); i++)
                {
                    for (int t = 0; t < width; t++)
                    {
                        ref T target = ref gradient[((output + i) * shape.Taps) + tap + t];
                        T sum = AddLanes(ref sums[((i * TileTaps) + t) * Block]);
                        target = accumulate ? target + sum : sum;
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBlocks<TLanes, TVector, T>(ref T delta, ref T input, ref readonly nint offsets, in Lines lines, ref T sums)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector s00 = TLanes.Broadcast(T.Zero), s01 = s00, s02 = s00, s03 = s00, s04 = s00;
        TVector s10 = s00, s11 = s00, s12 = s00, s13 = s00, s14 = s00;
        nint whole = lines.Columns - (lines.Columns % Block);
        ref T d0 = ref delta;
        ref T d1 = ref Unsafe.Add(ref delta, lines.NextOutput);
        ref nint offset = ref Unsafe.AsRef(in offsets);
        ref T x0 = ref Unsafe.Add(ref input, offset);
        ref T x1 = ref Unsafe.Add(ref input, Unsafe.Add(ref offset, 1));
        ref T x2 = ref Unsafe.Add(ref input, Unsafe.Add(ref offset, 2));
        ref T x3 = ref Unsafe.Add(ref input, Unsafe.Add(ref offset, 3));
        ref T x4 = ref Unsafe.Add(ref input, Unsafe.Add(ref offset, 4));
        for (int line = 0; line < lines.Count; line++)
        {
            for (nint j = 0; j < whole; j += Block)
            {
                TVector v0 = TLanes.Load(ref Unsafe.Add(ref d0, j));
                TVector v1 = TLanes.Load(ref Unsafe.Add(ref d1, j));
                TVector x = TLanes.Load(ref Unsafe.Add(ref x0, j));
                s00 = TLanes.FusedMultiplyAdd(v0, x, s00);
                s10 = TLanes.FusedMultiplyAdd(v1, x, s10);
                x = TLanes.Load(ref Unsafe.Add(ref x1, j));
                s01 = TLanes.FusedMultiplyAdd(v0, x, s01);
                s11 = TLanes.FusedMultiplyAdd(v1, x, s11);
                x = TLanes.Load(ref Unsafe.Add(ref x2, j));
                s02 = TLanes.FusedMultiplyAdd(v0, x, s02);
                s12 = TLanes.FusedMultiplyAdd(v1, x, s12);
                x = TLanes.Load(ref Unsafe.Add(ref x3, j));
                s03 = TLanes.FusedMultiplyAdd(v0, x, s03);
                s13 = TLanes.FusedMultiplyAdd(v1, x, s13);
                x = TLanes.Load(ref Unsafe.Add(ref x4, j));
                s04 = TLanes.FusedMultiplyAdd(v0, x, s04);
                s14 = TLanes.FusedMultiplyAdd(v1, x, s14);
            }

            d0 = ref Unsafe.Add(ref d0, lines.Columns);
            d1 = ref Unsafe.Add(ref d1, lines.Columns);
            x0 = ref Unsafe.Add(ref x0, lines.NextLine);
            x1 = ref Unsafe.Add(ref x1, lines.NextLine);
            x2 = ref Unsafe.Add(ref x2, lines.NextLine);
            x3 = ref Unsafe.Add(ref x3, lines.NextLine);
            x4 = ref Unsafe.Add(ref x4, lines.NextLine);
        }

        TLanes.Store(s00, ref sums);
        TLanes.Store(s01, ref Unsafe.Add(ref sums, Block));
        TLanes.Store(s02, ref Unsafe.Add(ref sums, 2 * Block));
        TLanes.Store(s03, ref Unsafe.Add(ref sums, 3 * Block));
        TLanes.Store(s04, ref Unsafe.Add(ref sums, 4 * Block));
        TLanes.Store(s10, ref Unsafe.Add(ref sums, 5 * Block));
        TLanes.Store(s11, ref Unsafe.Add(ref sums, 6 * Block));
        TLanes.Store(s12, ref Unsafe.Add(ref sums, 7 * Block));
        TLanes.Store(s13, ref Unsafe.Add(ref sums, 8 * Block));
        TLanes.Store(s14, ref Unsafe.Add(ref sums, 9 * Block));
    }

    // The ends of the rows that are no whole block.
    private static void AddRests<T>(ref T delta, ref T input, ReadOnlySpan<nint> offsets, in Lines lines, Span<T> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int whole = lines.Columns - (lines.Columns % Block);
        for (int i = 0; i < TileOutputs; i++)
        {
            for (int t = 0; t < TileTaps; t++)
            {
                Span<T> own = sums.Slice(((i * TileTaps) + t) * Block, Block);
                for (int line = 0; line < lines.Count; line++)
                {
                    ref T d = ref Unsafe.Add(ref delta, (i * lines.NextOutput) + ((nint)line * lines.Columns));
                    ref T x = ref Unsafe.Add(ref input, offsets[t] + (line * lines.NextLine));
                    for (int j = whole; j < lines.Columns; j++)
                        own[j - whole] = T.FusedMultiplyAdd(Unsafe.Add(ref d, j), Unsafe.Add(ref x, j), own[j - whole]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T AddLanes<T>(ref T lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Lanes.Has128<T>() && Vector128<T>.Count == 4)
        {
            Vector128<T> low = Vector128.LoadUnsafe(ref lanes) + Vector128.LoadUnsafe(ref lanes, 8);
            Vector128<T> sum = low + (Vector128.LoadUnsafe(ref lanes, 4) + Vector128.LoadUnsafe(ref lanes, 12));
            return (sum[0] + sum[2]) + (sum[1] + sum[3]);
        }

        Span<T> all = MemoryMarshal.CreateSpan(ref lanes, Block);
        for (int width = Block / 2; width > 0; width /= 2)
        {
            for (int lane = 0; lane < width; lane++)
                all[lane] += all[lane + width];
        }

        return all[0];
    }

    /// <summary>Rows of an output and of the input under it.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="Columns">The numbers of a row of the output, all samples.</param>
    /// <param name="NextLine">From a row of the input to the next.</param>
    /// <param name="NextOutput">From an output to the next; 0 for the same again.</param>
    private readonly record struct Lines(int Count, int Columns, nint NextLine, nint NextOutput);
}
