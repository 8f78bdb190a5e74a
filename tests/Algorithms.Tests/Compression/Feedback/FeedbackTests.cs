using Starling.Algorithms.Compression;
using Starling.Algorithms.Compression.Feedback;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Tests.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression.Feedback;

/// <summary>Error feedback, EF21 and DIANA on recorded quadratics; compressors keep k = 5 of 50.</summary>
public sealed class FeedbackTests
{
    private const int Workers = Quadratics.Workers;
    private const int Dimension = Quadratics.Dimension;

    // Where the floors were recorded, about which a method without an end goes up and down.
    private const int Long = 20_000;

    private static readonly TopK Top5 = new(KeptCount.Of(5));
    private static readonly RandK Rand5 = new(KeptCount.Of(5));

    private static Quadratics Problem => Quadratics.Recorded;

    [Fact]
    public void The_problem_is_the_recorded_one()
    {
        Assert.Equal(0.6816, Problem.Smoothness, 5e-5);
        Assert.Equal(0.9829, Problem.RootMeanSquare, 5e-5);
        Assert.Equal(4.3706, Math.Sqrt(Codec.SquaredNorm(Problem.Solution)), 5e-5);
        Assert.Equal(-0.27903616, Problem.Solution[0], 5e-9);
        Assert.Equal(-0.48854239, Problem.Solution[1], 5e-9);
    }

    [Fact]
    public void C8_the_identity_changes_nothing()
    {
        double step = 1 / Problem.Smoothness;
        int plain = Problem.Solve(step, 100, (_, x) => Problem.Mean(x), out double relative);
        Assert.Equal(15, plain);

        foreach (string kind in (string[])["ef", "ef21", "diana"])
        {
            Participant[] workers = Participants();
            Assert.Equal(plain, Problem.Solve(step, 100, (round, x) => Direction(kind, new Identity(), workers, round, x, 1), out double again));
            Assert.Equal(relative, again, 1e-12);
        }
    }

    [Fact]
    public void Top_k_without_memory_is_stuck()
    {
        Problem.Solve(1 / Problem.Smoothness, 5000, (round, x) => Quadratics.Average(i => Codec.Through(Top5, Problem.Gradient(i, x), round, i)), out double relative);
        Assert.Equal(0.83, relative, 0.005);
    }

    [Theory]
    [InlineData(0.02, 0.035, 0.0005)]
    [InlineData(0.25, 0.47, 0.006)]
    public void Error_feedback_goes_down_to_the_recorded_floor(double factor, double recorded, double tolerance)
    {
        Participant[] workers = Participants();
        double gamma = factor / Problem.Smoothness;
        Problem.Solve(1, Long, (round, x) => Direction("ef", Top5, workers, round, x, gamma), out double relative);
        Assert.Equal(recorded, relative, tolerance);
    }

    [Theory]
    [InlineData(1, 559)]
    [InlineData(8, 78)]
    [InlineData(16, 84)]
    public void Ef21_takes_the_recorded_number_of_rounds(double multiple, int recorded)
    {
        double alpha = Top5.Describe<double>(Dimension).Alpha;
        double theta = 1 - Math.Sqrt(1 - alpha);
        double beta = (1 - alpha) / theta;
        Assert.Equal(0.0513, theta, 5e-5);
        Assert.Equal(17.54, beta, 5e-3);
        double gamma = 1 / (Problem.Smoothness + (Problem.RootMeanSquare * Math.Sqrt(beta / theta)));
        Assert.Equal(0.05304, gamma, 5e-6);

        Participant[] workers = Participants();
        double[] zero = new double[Dimension];
        for (int i = 0; i < Workers; i++)
        {
            Problem.Gradient(i, zero).CopyTo(workers[i].Own, 0);
            Problem.Gradient(i, zero).CopyTo(workers[i].AtServer, 0);
        }

        Assert.Equal(recorded, Problem.Solve(multiple * gamma, 2000, (round, x) => Direction("ef21", Top5, workers, round, x, 1), out _));
    }

    [Fact]
    public void Diana_takes_about_the_recorded_number_of_rounds()
    {
        Participant[] workers = Participants();
        int rounds = Problem.Solve(0.1378, 1000, (round, x) => Direction("diana", Rand5, workers, round, x, 1), out _);
        Assert.InRange(rounds, 0.75 * 267, 1.25 * 267);
    }

    /// <summary>All that error feedback is for: those that are not unbiased.</summary>
    public static TheoryData<string> Biased => [.. Codec.All.Where(entry => !entry.Compressor.Describe<double>(300).IsUnbiased).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Biased))]
    public void C9_what_was_sent_and_the_error_are_what_was_given(string name)
    {
        ICompressor compressor = Codec.Find(name);
        var feedback = new ErrorFeedback(compressor);
        double[] error = new double[300], state = new double[compressor.StateLength(300)], given = new double[300], sent = new double[300];
        byte[] message = new byte[compressor.MaxBytes<double>(300)];
        for (int round = 0; round < 50; round++)
        {
            double[] x = TestVectors.Normal<double>(300, round);
            RandomStream stream = Codec.Stream(round);
            int length = feedback.Encode<double>(x, error, state, ref stream, message);
            compressor.DecodeAdd<double>(message.AsSpan(0, length), 1, sent);
            for (int i = 0; i < x.Length; i++)
                given[i] += x[i];
        }

        for (int i = 0; i < given.Length; i++)
            Assert.Equal(given[i], sent[i] + error[i], 1e-9);
    }

    [Fact]
    public void A_refused_vector_leaves_the_memory_as_it_was()
    {
        float[] memory = TestVectors.Normal<float>(10, 1);
        float[] before = [.. memory];
        float[] x = [.. TestVectors.Normal<float>(9, 2), float.PositiveInfinity];
        byte[] message = new byte[1000];
        RandomStream stream = Codec.Stream();
        Refused(ref stream, (ref RandomStream s) => new ErrorFeedback(Top5).Encode<float>(x, memory, [], ref s, message));
        Refused(ref stream, (ref RandomStream s) => new Ef21(Top5).Encode<float>(x, memory, [], ref s, message));
        Refused(ref stream, (ref RandomStream s) => new DianaShift(Rand5).Encode<float>(x, memory, [], ref s, message));
        Assert.Equal(before, memory);

        Assert.Throws<StarlingException>(() => new Ef21(Top5).Apply<float>(new byte[5], memory));
        Assert.Throws<StarlingException>(() => new DianaShift(Rand5).Decode<float>(new byte[5], memory, new float[10]));
        Assert.Equal(before, memory);
    }

    private delegate void Encoding(ref RandomStream stream);

    private static void Refused(ref RandomStream stream, Encoding encode)
    {
        try
        {
            encode(ref stream);
        }
        catch (StarlingException refused)
        {
            Assert.Same(ErrorCatalog.NotCompressible, refused.Error);
            return;
        }

        Assert.Fail("It was not refused.");
    }

    private static Participant[] Participants() =>
        [.. Enumerable.Range(0, Workers).Select(_ => new Participant(new double[Dimension], new double[Dimension]))];

    /// <summary>The mean of what the server makes of the workers' messages.</summary>
    private static double[] Direction(string kind, ICompressor compressor, Participant[] workers, int round, double[] x, double gamma) => Quadratics.Average(i =>
    {
        double[] gradient = [.. Problem.Gradient(i, x).Select(element => gamma * element)];
        double[] received = new double[Dimension];
        byte[] message = new byte[compressor.MaxBytes<double>(Dimension)];
        RandomStream stream = Codec.Stream(round, i);
        switch (kind)
        {
            case "ef":
                int ef = new ErrorFeedback(compressor).Encode<double>(gradient, workers[i].Own, [], ref stream, message);
                compressor.Decode<double>(message.AsSpan(0, ef), received);
                return received;
            case "ef21":
                // The estimates of the first round are the gradients that were sent as they are, where there are any.
                int ef21 = new Ef21(compressor).Encode<double>(gradient, workers[i].Own, [], ref stream, message);
                new Ef21(compressor).Apply<double>(message.AsSpan(0, ef21), workers[i].AtServer);
                Assert.Equal(workers[i].Own, workers[i].AtServer);
                return workers[i].AtServer;
            default:
                var shift = new DianaShift(compressor);
                int diana = shift.Encode<double>(gradient, workers[i].Own, [], ref stream, message);
                shift.Decode<double>(message.AsSpan(0, diana), workers[i].AtServer, received);
                Assert.Equal(workers[i].Own, workers[i].AtServer);
                return received;
        }
    });

    private sealed record Participant(double[] Own, double[] AtServer);
}
