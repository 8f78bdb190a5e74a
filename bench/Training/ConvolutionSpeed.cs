using Starling.Algorithms.Data;
using Starling.Algorithms.Models;

namespace Starling.Bench.Training;

/// <summary>Local training of LeNet-5 on 28 x 28 pixels in single precision: samples a second of forward, backward and step.</summary>
internal static class ConvolutionSpeed
{
    private const int Classes = 10;
    private const int SampleCount = 6000;
    private static readonly ImageShape Image = new(1, 28, 28);

    // Multiplications and additions of a sample. Forward, weight gradient, and the gradient that goes back through all layers but the first.
    private const double First = 2.0 * 24 * 24 * 25 * 6;
    private const double Second = 2.0 * 8 * 8 * 150 * 16;
    private const double Dense = 2.0 * ((256 * 120) + (120 * 84) + (84 * Classes));
    private const double Operations = (2 * First) + (3 * (Second + Dense));

    /// <summary>Prints a table.</summary>
    public static void Measure(int repeats, double seconds)
    {
        double peak = FusedMultiplyAddPeak.Measure();
        double limit = peak / Operations;
        Console.WriteLine();
        Console.WriteLine($"LeNet-5 on {Image.Height} x {Image.Width} pixels, float32; {repeats} times {seconds} s, medians");
        Console.WriteLine($"limit a core: {peak / 1e9:f0} GFLOP/s by {Operations / 1e6:f2} MFLOP a sample: {limit:n0} samples/s");
        Console.WriteLine($"{"",-42}{"starling",12}{"of limit",10}");
        var data = new RandomDataset(SampleCount, Image.Length, Classes);
        var model = new LeNet<float>(Image, [6, 16], 5, [120, 84], Classes);
        var pool = new ModelWorkspacePool<float>(model);
        foreach (int batch in new[] { 8, 64 })
        {
            LocalWorker[] workers = [.. Enumerable.Range(0, 2).Select(number => new LocalWorker(model, data, pool, number, batch))];
            TrainingBenchmark.Together(workers, Math.Max(seconds, 1));
            double[] one = new double[repeats];
            double[] two = new double[repeats];
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                one[repeat] = workers[0].Train(seconds);
                two[repeat] = TrainingBenchmark.Together(workers, seconds);
            }

            Console.WriteLine($"{$"batch {batch}, one worker, one thread",-42}{one.Median(),12:n0}{one.Median() / limit,10:p0}");
            Console.WriteLine($"{$"batch {batch}, two workers, a thread each",-42}{two.Median(),12:n0}{two.Median() / (2 * limit),10:p0}");
        }
    }
}
