using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>The numbers of a local step; see <see cref="LocalStepKernel"/>.</summary>
/// <param name="LearningRate">eta.</param>
/// <param name="GradientScale">c: the clipping factor, 1 where nothing is clipped.</param>
/// <param name="WeightDecay">wd, 0 for none.</param>
/// <param name="Prox">mu, the weight of the pull to the anchor, 0 for none.</param>
/// <typeparam name="T">The element type.</typeparam>
public readonly record struct LocalStep<T>(T LearningRate, T GradientScale, T WeightDecay, T Prox)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>
/// The local step that the federated algorithms share, in one pass over memory:
/// y = y - eta (c g + wd y - h + mu (y - x)), with gradient g, correction h and anchor x.
/// </summary>
/// <remarks>
/// Per element, each line rounded once: d = c g; d = fma(wd, y, d); d = d - h; d = fma(mu, y - x, d); d = d + 0;
/// y = fma(-eta, d, y). A term whose factor is 0, or whose vector is absent, is left out; d + 0 makes -0 into +0, so that
/// leaving a term out and adding zeros give the same bits.
/// </remarks>
public static class LocalStepKernel
{
    /// <summary>Makes the step.</summary>
    /// <param name="step">The numbers of the step.</param>
    /// <param name="y">The local parameters, updated.</param>
    /// <param name="gradient">g.</param>
    /// <param name="correction">h, or empty for none.</param>
    /// <param name="anchor">x; may be empty if <see cref="LocalStep{T}.Prox"/> is 0.</param>
    /// <exception cref="ArgumentException">
    /// A length differs from that of y, the anchor is missing though it has a weight, or a span overlaps y.
    /// </exception>
    public static void Apply<T>(
        LocalStep<T> step,
        Span<T> y,
        ReadOnlySpan<T> gradient,
        ReadOnlySpan<T> correction = default,
        ReadOnlySpan<T> anchor = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(y.Length, gradient.Length, nameof(gradient));
        SpanChecks.Disjoint(gradient, y, nameof(gradient));
        if (!correction.IsEmpty)
        {
            SpanChecks.SameLength(y.Length, correction.Length, nameof(correction));
            SpanChecks.Disjoint(correction, y, nameof(correction));
        }

        if (!T.IsZero(step.Prox))
        {
            SpanChecks.SameLength(y.Length, anchor.Length, nameof(anchor));
            SpanChecks.Disjoint(anchor, y, nameof(anchor));
        }

        int done = Lanes.Has512<T>() ? Run<Lanes512<T>, Vector512<T>, T>(step, y, gradient, correction, anchor, 0)
            : Lanes.Has256<T>() ? Run<Lanes256<T>, Vector256<T>, T>(step, y, gradient, correction, anchor, 0)
            : Lanes.Has128<T>() ? Run<Lanes128<T>, Vector128<T>, T>(step, y, gradient, correction, anchor, 0)
            : 0;
        Run<ScalarLanes<T>, T, T>(step, y, gradient, correction, anchor, done);
    }

    /// <summary>Steps as many whole registers as fit from a start on; returns where it ended.</summary>
    internal static int Run<TLanes, TVector, T>(
        LocalStep<T> step,
        Span<T> y,
        ReadOnlySpan<T> gradient,
        ReadOnlySpan<T> correction,
        ReadOnlySpan<T> anchor,
        int start)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool decays = !T.IsZero(step.WeightDecay);
        bool corrects = !correction.IsEmpty;
        bool pulls = !T.IsZero(step.Prox);
        ref T y0 = ref MemoryMarshal.GetReference(y);
        ref T g0 = ref MemoryMarshal.GetReference(gradient);
        ref T h0 = ref MemoryMarshal.GetReference(correction);
        ref T x0 = ref MemoryMarshal.GetReference(anchor);
        TVector negativeRate = TLanes.Broadcast(-step.LearningRate);
        TVector scale = TLanes.Broadcast(step.GradientScale);
        TVector decay = TLanes.Broadcast(step.WeightDecay);
        TVector prox = TLanes.Broadcast(step.Prox);
        TVector zero = TLanes.Broadcast(T.Zero);
        int i = start;
        for (; i <= y.Length - TLanes.Count; i += TLanes.Count)
        {
            TVector point = TLanes.Load(ref Unsafe.Add(ref y0, i));
            TVector direction = TLanes.Multiply(scale, TLanes.Load(ref Unsafe.Add(ref g0, i)));
            if (decays)
                direction = TLanes.FusedMultiplyAdd(decay, point, direction);
            if (corrects)
                direction = TLanes.Subtract(direction, TLanes.Load(ref Unsafe.Add(ref h0, i)));
            if (pulls)
            {
                TVector distance = TLanes.Subtract(point, TLanes.Load(ref Unsafe.Add(ref x0, i)));
                direction = TLanes.FusedMultiplyAdd(prox, distance, direction);
            }

            direction = TLanes.Add(direction, zero);
            TLanes.Store(TLanes.FusedMultiplyAdd(negativeRate, direction, point), ref Unsafe.Add(ref y0, i));
        }

        return i;
    }
}
