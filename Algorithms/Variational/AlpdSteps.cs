using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Variational;

/// <summary>What the forms of the accelerated primal-dual method share, on slices.</summary>
internal static class AlpdSteps
{
    /// <summary>destination = (1 - share) average + share z, of as many numbers as the destination has.</summary>
    public static void Mix<T>(double share, ReadOnlySpan<T> average, ReadOnlySpan<T> z, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        VectorKernels.ScaledSum(T.CreateChecked(1 - share), average[..destination.Length], T.CreateChecked(share), z[..destination.Length], destination);

    /// <summary>
    /// The step of y, before its projection: next = argmin of g(y) - v y + (tau/2) |y - y_t|^2. With u = b - v the prox is (tau y_t - u)/(tau + mu), the step along
    /// gradients (tau y_t - mu y_t - u)/tau.
    /// </summary>
    /// <param name="schedule">The step sizes.</param>
    /// <param name="t">The iteration, from 1.</param>
    /// <param name="mu">mu.</param>
    /// <param name="curvatures">m_j of the slice; empty where all are mu.</param>
    /// <param name="value">The y-part of F(x_t, y_t): m y_t + b - A x_t.</param>
    /// <param name="y">y_t.</param>
    /// <param name="past">b - A x_(t-1); overwritten with b - A x_t.</param>
    /// <param name="next">y_(t+1), overwritten.</param>
    public static void Ascend<T>(
        AlpdSchedule schedule, int t, double mu, ReadOnlySpan<double> curvatures, ReadOnlySpan<T> value, ReadOnlySpan<T> y, Span<T> past, Span<T> next)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!curvatures.IsEmpty)
        {
            AscendEach(schedule, t, curvatures, value, y, past, next);
            return;
        }

        T theta = T.CreateChecked(schedule.Theta(t));
        double curvature = schedule.Tau(t) + (schedule.IsLinearised ? 0 : mu);
        VectorKernels.ScaledSum(T.CreateChecked(curvature - mu), y, theta, past, next);
        VectorKernels.ScaledSum(T.One, value, T.CreateChecked(-mu), y, past);
        VectorKernels.Axpy(-(T.One + theta), past, next);
        VectorKernels.Scale(T.CreateChecked(1 / curvature), next);
    }

    private static void AscendEach<T>(
        AlpdSchedule schedule, int t, ReadOnlySpan<double> curvatures, ReadOnlySpan<T> value, ReadOnlySpan<T> y, Span<T> past, Span<T> next)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double theta = schedule.Theta(t);
        double tau = schedule.Tau(t);
        for (int j = 0; j < y.Length; j++)
        {
            double m = curvatures[j];
            double own = double.CreateTruncating(y[j]);
            double before = double.CreateTruncating(past[j]);
            double now = double.CreateTruncating(value[j]) - (m * own);
            double curvature = tau + (schedule.IsLinearised ? 0 : m);
            next[j] = T.CreateTruncating((((curvature - m) * own) + (theta * before) - ((1 + theta) * now)) / curvature);
            past[j] = T.CreateTruncating(now);
        }
    }
}
