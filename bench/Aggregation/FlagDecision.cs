using System.Diagnostics;
using Starling.Algorithms.Aggregation.Kernels;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Aggregating;

namespace Starling.Bench.Aggregation;

/// <summary>
/// What the flag aggregator takes of 15 vectors of 11 million floats, on one thread, beside the 120 inner products that it cannot do without, each a pass of
/// its own over two vectors: the eleventh check of its specification asks for at most twice their time.
/// </summary>
internal static class FlagDecision
{
    private const int Vectors = 15;
    private const int Dimension = 11_000_000;

    /// <summary>Prints a line.</summary>
    public static void Measure(int repeats)
    {
        VectorBuffer<float>[] vectors = [.. Enumerable.Range(0, Vectors).Select(i =>
        {
            var vector = new VectorBuffer<float>(Dimension, clear: false);
            new RandomStream(2, RandomPurpose.Aggregation, i).FillNormal(vector.Span);
            return vector;
        })];
        var result = new VectorBuffer<float>(Dimension, clear: false);
        double[] products = new double[Vectors * (Vectors + 1) / 2];
        double[][] times = [new double[repeats], new double[repeats], new double[repeats]];
        for (int repeat = -1; repeat < repeats; repeat++)
        {
            double[] now =
            [
                Milliseconds(() => Dots(vectors, products)),
                Milliseconds(() => GramKernel.Accumulate<float>(vectors, 0, Dimension, products)),
                Milliseconds(() => LocalAggregation.Aggregate(new FlagAggregator(), 3, 1, 1, vectors, null, result, threads: 1)),
            ];
            for (int k = 0; repeat >= 0 && k < now.Length; k++)
                times[k][repeat] = now[k];
        }

        double dots = times[0].Median();
        double gram = times[1].Median();
        double whole = times[2].Median();
        Console.WriteLine($"flag aggregator, {Vectors} x {Dimension:n0}, one thread: {whole:f0} ms, of it {gram:f0} ms for the Gram matrix; {products.Length} single inner products: {dots:f0} ms; ratio {whole / dots:f2}, target 2");
    }

    private static void Dots(VectorBuffer<float>[] vectors, double[] products)
    {
        int k = 0;
        for (int i = 0; i < vectors.Length; i++)
        {
            for (int j = i; j < vectors.Length; j++)
                products[k++] = VectorKernels.Dot<float>(vectors[i].Span, vectors[j].Span);
        }
    }

    private static double Milliseconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
