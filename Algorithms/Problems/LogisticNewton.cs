using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>
/// The minimiser of a logistic problem by Newton's method. A step solves H p = -g by conjugate gradients, more exactly the smaller g
/// is, and is halved until the value falls enough; H is never formed.
/// </summary>
/// <remarks>Source: Nocedal and Wright, Numerical Optimization, algorithm 7.1.</remarks>
internal static class LogisticNewton
{
    private const int MostSteps = 200;
    private const int MostHalvings = 40;
    private const int MostFruitlessSteps = 3;
    private const double Target = 1e-12;

    /// <summary>
    /// The minimiser, from zero: it goes on below a gradient of norm 1e-12 for as long as steps still help, and stops where three in a
    /// row did not.
    /// </summary>
    /// <param name="problem">The problem, strongly convex.</param>
    /// <param name="functions">Its local functions.</param>
    public static double[] Minimise(LogisticProblem problem, LogisticFunction[] functions)
    {
        int d = problem.Dimension;
        double[] x = new double[d];
        double[] best = new double[d];
        double[] gradient = new double[d];
        double[] step = new double[d];
        double[] scratch = new double[d];
        double[][] curvatures = [.. functions.Select(f => new double[f.SampleCount])];
        double bestNorm = double.PositiveInfinity;
        int fruitless = 0;
        for (int k = 0; k < MostSteps && fruitless < MostFruitlessSteps; k++)
        {
            ProblemObjective.Gradient(problem, x, gradient, scratch);
            double norm = VectorKernels.Norm2<double>(gradient);
            bool closer = norm < bestNorm / 2;
            if (norm < bestNorm)
            {
                bestNorm = norm;
                x.CopyTo(best, 0);
            }

            if (norm == 0 || (bestNorm <= Target && !closer))
                break;

            for (int node = 0; node < functions.Length; node++)
                functions[node].Curvatures(x, curvatures[node]);
            ConjugateGradients(functions, curvatures, gradient, Math.Min(0.1, Math.Sqrt(norm)), step);
            bool lower = Advance(problem, x, step, VectorKernels.Dot<double>(gradient, step), scratch);
            fruitless = closer || lower ? 0 : fruitless + 1;
        }

        return best;
    }

    // p with |H p + g| <= tolerance |g|.
    private static void ConjugateGradients(
        LogisticFunction[] functions, double[][] curvatures, double[] gradient, double tolerance, double[] p)
    {
        double[] residual = [.. gradient];
        double[] direction = new double[p.Length];
        double[] product = new double[p.Length];
        p.AsSpan().Clear();
        VectorKernels.Axpy<double>(-1, gradient, direction);
        double square = VectorKernels.SumOfSquares<double>(residual);
        double enough = tolerance * tolerance * square;
        for (int k = 0; k < 10 * p.Length && square > enough; k++)
        {
            product.AsSpan().Clear();
            for (int node = 0; node < functions.Length; node++)
                functions[node].AddHessianProduct(curvatures[node], direction, 1.0 / functions.Length, product);
            double length = square / VectorKernels.Dot<double>(direction, product);
            VectorKernels.Axpy<double>(length, direction, p);
            VectorKernels.Axpy<double>(length, product, residual);
            double next = VectorKernels.SumOfSquares<double>(residual);
            VectorKernels.ScaledSum<double>(-1, residual, next / square, direction, direction);
            square = next;
        }
    }

    // x += t p with the largest t of 1, 1/2, ... that lets the value fall by a part of what the slope promises. Says whether it
    // fell by more than rounding.
    private static bool Advance(LogisticProblem problem, double[] x, double[] p, double slope, double[] scratch)
    {
        double value = ProblemObjective.Value(problem, x);
        double rounding = 1e-14 * Math.Abs(value);
        double t = 1;
        double reached = value;
        for (int halving = 0; halving < MostHalvings; halving++, t /= 2)
        {
            x.CopyTo(scratch, 0);
            VectorKernels.Axpy<double>(t, p, scratch);
            reached = ProblemObjective.Value(problem, scratch);
            if (reached <= value + (1e-4 * t * slope) + rounding)
                break;
        }

        scratch.CopyTo(x, 0);
        return reached < value - rounding;
    }
}
