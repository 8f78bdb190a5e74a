using Starling.Algorithms.Attacks;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Tests.Models;
using Starling.Algorithms.Tests.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Attacks;

public sealed class WorkerAttackTests
{
    private const int Million = 1_000_000;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.1, 0.1)]
    public void Gaussian_noise_has_its_moments(double mean, double deviation)
    {
        double[] x = Tamper(new GaussianAttackOptions { Mean = mean, Deviation = deviation }, new double[Million]);

        double average = x.Average();
        double variance = x.Sum(value => (value - average) * (value - average)) / (Million - 1);
        Assert.InRange(average, mean - (5 * deviation / 1000), mean + (5 * deviation / 1000));
        double error = deviation * deviation * Math.Sqrt(2.0 / Million);
        Assert.InRange(variance, (deviation * deviation) - (5 * error), (deviation * deviation) + (5 * error));
    }

    [Fact]
    public void Uniform_gradients_of_two_workers_have_a_cosine_of_three_quarters()
    {
        double[] x = Tamper(new UniformAttackOptions(), new double[100_000], worker: 1);
        double[] y = Tamper(new UniformAttackOptions(), new double[100_000], worker: 2);

        Assert.All(x, value => Assert.InRange(value, 0, 1));
        Assert.InRange(
            VectorKernels.Dot<double>(x, y) / (VectorKernels.Norm2<double>(x) * VectorKernels.Norm2<double>(y)), 0.74, 0.76);
    }

    [Fact]
    public void Noise_is_that_of_its_worker_and_round_and_of_no_other()
    {
        AttackOptions[] noisy = [new GaussianAttackOptions(), new UniformAttackOptions(), new DropAttackOptions { Fraction = 0.5 }];
        Assert.All(noisy, options =>
        {
            double[] honest = TestVectors.Normal<double>(300, 1);
            double[] x = Tamper(options, honest, worker: 3, round: 4);
            Assert.Equal(x, Tamper(options, honest, worker: 3, round: 4));
            Assert.NotEqual(x, Tamper(options, honest, worker: 4, round: 4));
            Assert.NotEqual(x, Tamper(options, honest, worker: 3, round: 5));
        });
    }

    [Fact]
    public void The_vectors_of_an_update_get_different_noise()
    {
        VectorBuffer<float>[] update = [new(100), new(100)];
        new GaussianNoise(0, 1).Tamper(new TamperContext<float>(update) { Round = 0, Worker = 0, Seed = 1 });

        Assert.NotEqual(update[0].Span.ToArray(), update[1].Span.ToArray());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void A_fraction_of_the_coordinates_is_dropped_and_the_others_stay(double fraction)
    {
        double[] honest = TestVectors.Normal<double>(Million, 1);
        double[] x = Tamper(new DropAttackOptions { Fraction = fraction }, honest);

        Assert.All(Enumerable.Range(0, Million), k => Assert.True(x[k] == honest[k] || x[k] == 0));
        double error = Math.Sqrt(fraction * (1 - fraction) / Million);
        Assert.InRange(x.Count(value => value == 0) / (double)Million, fraction - (5 * error), fraction + (5 * error));
    }

    [Fact]
    public void Constants_fill_every_coordinate()
    {
        Assert.All(Tamper(new ZeroAttackOptions(), [1, 2]), x => Assert.Equal(0, x));
        Assert.All(Tamper(new NaNAttackOptions(), [1, 2]), x => Assert.True(double.IsNaN(x)));
        Assert.All(Tamper(new InfAttackOptions(), [1, 2]), x => Assert.True(double.IsPositiveInfinity(x)));
    }

    [Fact]
    public void A_worker_flips_its_own_update()
    {
        var options = new SignFlipAttackOptions { Of = FlippedVector.Own, Scale = 10 };

        Assert.Null(options.CreateOmniscient());
        Assert.Null(new SignFlipAttackOptions().CreateWorker());
        Assert.Equal([-10, 20], Tamper(options, [1, -2]));
    }

    [Fact]
    public void A_stale_update_is_sent_until_the_period_is_over()
    {
        IWorkerAttack attack = new StaleAttackOptions { Period = 3 }.CreateWorker()!;
        VectorBuffer<double>[] kept = [new(1), new(1)];
        Assert.True(attack.KeepsUpdate);

        // The first round of this worker is round 1: it has nothing to send again.
        double[] sent = [.. Enumerable.Range(1, 8).Select(round =>
        {
            VectorBuffer<double>[] update = [HonestRows.Buffer<double>([round]), HonestRows.Buffer<double>([-round])];
            attack.Tamper(new TamperContext<double>(update, kept) { Round = round, Worker = 0, Seed = 1 });
            Assert.Equal(-update[0].Span[0], update[1].Span[0]);
            return update[0].Span[0];
        })];

        Assert.Equal([1, 1, 3, 3, 3, 6, 6, 6], sent);
        Assert.Throws<InvalidOperationException>(() => Tamper(new StaleAttackOptions(), [1]));
    }

    [Fact]
    public void What_happens_before_and_behind_the_update_is_declared()
    {
        var data = new MemoryDataset([1, 2, 3, 4], [3, 0], 10);
        Assert.Equal([6, 9], new LabelFlipAttackOptions().CreateWorker()!.SeenBy(data, seed: 1).Labels.ToArray());
        Assert.Same(data, new ZeroAttackOptions().CreateWorker()!.SeenBy(data, seed: 1));
        Assert.True(new DuplicateAttackOptions().CreateWorker()!.SendsTwice);
        Assert.True(new WrongShapeAttackOptions().CreateWorker()!.SendsWrongShape);
        IWorkerAttack none = new NoAttackOptions().CreateWorker()!;
        Assert.False(none.SendsTwice || none.SendsWrongShape || none.KeepsUpdate);
        Assert.Equal([1, -2], Tamper(new NoAttackOptions(), [1, -2]));
    }

    [Fact]
    public void Labels_are_flipped_and_rows_are_not()
    {
        var data = new MemoryDataset([1, 2, 3, 4, 5, 6], [3, 0, 9], 10);
        var flipped = new FlippedLabels(data);
        double[] rows = new double[4];
        flipped.CopyRows([2, 0], rows);

        Assert.Equal([6, 9, 0], flipped.Labels.ToArray());
        Assert.Equal([5, 6, 1, 2], rows);
        Assert.Equal((3, 2, 10), (flipped.Count, flipped.FeatureCount, flipped.ClassCount));
        Assert.Equal(6, FlippedLabels.Of(3, 10));
    }

    private static double[] Tamper(AttackOptions options, double[] honest, int worker = 0, int round = 0)
    {
        VectorBuffer<double> update = HonestRows.Buffer(honest);
        options.CreateWorker()!.Tamper(new TamperContext<double>([update]) { Round = round, Worker = worker, Seed = 7 });
        return update.Span.ToArray();
    }
}
