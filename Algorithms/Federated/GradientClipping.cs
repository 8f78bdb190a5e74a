using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Federated;

/// <summary>Clipping of a gradient to a norm.</summary>
public static class GradientClipping
{
    /// <summary>The factor min(1, c / ||g||) that brings g to a Euclidean norm of at most c.</summary>
    /// <param name="gradient">g.</param>
    /// <param name="norm">c; 0 means no clipping, and the factor is 1.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static T Scale<T>(ReadOnlySpan<T> gradient, double norm)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (norm == 0)
            return T.One;

        double length = VectorKernels.Norm2(gradient);
        return length > norm ? T.CreateChecked(norm / length) : T.One;
    }
}
