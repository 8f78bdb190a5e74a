using System.Numerics;
using System.Numerics.Tensors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Federated;

/// <summary>
/// The arithmetic of adaptive server optimisers (Reddi, Charles, Zaheer, Garrett, Rush, Konečný, Kumar, McMahan, "Adaptive Federated
/// Optimization", ICLR 2021). Coordinate-wise, one rounding an operation, so its bits do not depend on the machine.
/// </summary>
internal static class AdaptiveServer
{
    /// <summary>m, the mean of the updates.</summary>
    public const string Momentum = "m";

    /// <summary>v, the mean or sum of their squares.</summary>
    public const string Squares = "v";

    /// <summary>Coordinates worked on at a time; scratch stays in the first-level cache.</summary>
    private const int Block = 512;

    /// <summary>m &lt;- beta m + (1 - beta) D.</summary>
    /// <param name="beta">beta, in [0, 1).</param>
    /// <param name="delta">D.</param>
    /// <param name="momentum">m.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static void AverageUpdates<T>(double beta, ReadOnlySpan<T> delta, Span<T> momentum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        VectorKernels.ScaledSum(T.CreateChecked(beta), momentum, T.CreateChecked(1 - beta), delta, momentum);

    /// <summary>v &lt;- keep v + share D^2: keep = b2, share = 1 - b2 for Adam; both 1 for Adagrad.</summary>
    /// <param name="keep">The factor of v.</param>
    /// <param name="share">The factor of D^2.</param>
    /// <param name="delta">D.</param>
    /// <param name="squares">v.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static void AddSquares<T>(double keep, double share, ReadOnlySpan<T> delta, Span<T> squares)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[Block];
        for (int start = 0; start < squares.Length; start += Block)
        {
            Span<T> v = squares[start..Math.Min(start + Block, squares.Length)];
            Span<T> square = scratch[..v.Length];
            ReadOnlySpan<T> d = delta.Slice(start, v.Length);
            TensorPrimitives.Multiply(d, d, square);
            VectorKernels.ScaledSum(T.CreateChecked(keep), v, T.CreateChecked(share), square, v);
        }
    }

    /// <summary>x &lt;- x + rate m / (sqrt(v) + tau). Where the divisor is 0, that is v = tau = 0, x stays.</summary>
    /// <param name="rate">The server's step size.</param>
    /// <param name="tau">tau.</param>
    /// <param name="momentum">m.</param>
    /// <param name="squares">v.</param>
    /// <param name="model">x.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Step<T>(double rate, double tau, ReadOnlySpan<T> momentum, ReadOnlySpan<T> squares, Span<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[Block];
        for (int start = 0; start < model.Length; start += Block)
        {
            Span<T> x = model[start..Math.Min(start + Block, model.Length)];
            Span<T> step = scratch[..x.Length];
            TensorPrimitives.Sqrt(squares.Slice(start, x.Length), step);
            TensorPrimitives.Add(step, T.CreateChecked(tau), step);
            if (tau == 0)
                step.Replace(T.Zero, T.PositiveInfinity);

            TensorPrimitives.Divide(momentum.Slice(start, x.Length), step, step);
            VectorKernels.Axpy<T>(T.CreateChecked(rate), step, x);
        }
    }
}
