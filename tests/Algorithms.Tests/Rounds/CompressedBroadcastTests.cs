using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Compressing;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Tests.Variational;
using Xunit;

namespace Starling.Algorithms.Tests.Rounds;

/// <summary>The way down by compressed differences (EF21-P).</summary>
public sealed class CompressedBroadcastTests
{
    [Theory]
    [InlineData("gradient-descent-ascent", "", "{ \"kind\": \"top-k\", \"k\": 5 }")]
    [InlineData("gradient-descent-ascent", "", "{ \"kind\": \"rand-k\", \"k\": 5 }")]
    [InlineData("gradient-descent-ascent", "", "\"natural\"")]
    [InlineData("gradient-descent-ascent", "", "{ \"kind\": \"qsgd\", \"s\": 2 }")]
    [InlineData("gradient-descent-ascent", "", "\"sign\"")]
    [InlineData("diana", "{ \"kind\": \"rand-k\", \"k\": 5 }", "{ \"kind\": \"top-k\", \"k\": 10 }")]
    [InlineData("marina", "{ \"kind\": \"rand-k\", \"k\": 5 }", "{ \"kind\": \"top-k\", \"k\": 10 }")]
    [InlineData("ef21", "{ \"kind\": \"top-k\", \"k\": 5 }", "{ \"kind\": \"top-k\", \"k\": 10 }")]
    public void Minimisation_converges_to_the_solution_itself(string algorithm, string up, string down)
    {
        string compression = up.Length > 0 ? $"\"up\": {up}, \"down\": {down}" : $"\"down\": {down}";
        Converges(
            $$"""{ "algorithm": "{{algorithm}}", "problem": { "kind": "dense-quadratic", "generator": "portable", "instanceSeed": 29 }, "workers": { "count": 10 }, "compression": { {{compression}} } }""",
            3000);
    }

    [Theory]
    [InlineData("extragradient")]
    [InlineData("past-extragradient")]
    [InlineData("optimistic-gradient")]
    [InlineData("reflected-gradient")]
    [InlineData("proxskip-gda")]
    public void Games_converge_to_the_solution_itself(string algorithm) => Converges(
        $$"""{ "algorithm": "{{algorithm}}", "problem": { "kind": "quadratic-game", "spectrum": "shared" }, "workers": { "count": 8 }, "compression": { "down": { "kind": "top-k", "fraction": 0.5 } } }""",
        6000);

    [Fact]
    public void A_follower_has_the_bits_of_the_server_and_reads_a_fraction_of_the_bytes()
    {
        var run = RunDefinition.Parse("""
            { "algorithm": "gradient-descent-ascent", "problem": { "kind": "bilinear", "dimension": 300 }, "workers": { "count": 4 },
              "compression": { "down": [{ "kind": "top-k", "fraction": 0.1 }, "natural"] } }
            """);
        ServerPlan<double> plan = Plan(run);
        IDownlink<double> downlink = Assert.IsAssignableFrom<IDownlink<double>>(plan.Downlink);
        RoundRunner<double> runner = Runner(run, plan);
        VectorBuffer<double> held = Copy(runner.Server(downlink.Held[0]));
        var server = plan.Algorithm.Vectors.Server.Select(name => Copy(runner.Server(name))).ToArray();
        var aggregate = new[] { new VectorBuffer<double>(server[0].Length) };
        for (int t = 0; t < 20; t++)
        {
            new RandomStream(5, RandomPurpose.Noise, 0, t).FillNormal<double>(aggregate[0].Span);
            var round = new ServerRound<double>(plan.Algorithm.Vectors, server, aggregate) { Round = t, AcceptedCount = 4, WorkerCount = 4 };
            plan.Algorithm.ServerPrepare(round);
            plan.Algorithm.ServerStep(round);

            ReadOnlyMemory<byte>[] messages = Assert.Single(round.Encoded!);
            Assert.InRange(messages.Sum(message => message.Length), 1, server[0].Length);
            var received = new VectorBuffer<double>(held.Length);
            for (int piece = 0; piece < messages.Length; piece++)
                downlink.Decode(messages[piece].Span, piece, received.Span.Slice(plan.Pieces.Pieces[piece].Offset, plan.Pieces.Pieces[piece].Length));
            downlink.Follow(new FollowedStep(t, 4, 4, []), [held], [received]);
            Assert.Equal(round.Server(downlink.Held[0]), held.Span);
        }

        Assert.False(server[0].Span.SequenceEqual(held.Span));
    }

    [Fact]
    public void Workers_start_with_the_model_and_what_has_diverged_is_not_encoded()
    {
        var run = RunDefinition.Parse("""{ "algorithm": "gradient-descent-ascent", "problem": "bilinear", "workers": { "count": 4 }, "compression": { "down": "sign" } }""");
        ServerPlan<double> plan = Plan(run);
        RoundRunner<double> runner = Runner(run, plan);
        Assert.Equal(runner.Model, runner.Server(plan.Downlink!.Held[0]));

        var server = plan.Algorithm.Vectors.Server.Select(name => Copy(runner.Server(name))).ToArray();
        var aggregate = new VectorBuffer<double>(server[0].Length);
        aggregate.Span.Fill(double.PositiveInfinity);
        var round = new ServerRound<double>(plan.Algorithm.Vectors, server, [aggregate]) { Round = 0, AcceptedCount = 4, WorkerCount = 4 };
        plan.Algorithm.ServerStep(round);
        Assert.Null(round.Encoded);
        Assert.False(VectorKernels.IsFinite<double>(server[^1].Span));
    }

    private static void Converges(string definition, int rounds)
    {
        var run = RunDefinition.Parse(definition);
        ServerPlan<double> plan = Plan(run);
        RoundRunner<double> runner = Runner(run, plan);
        IGame game = ((GameWork)(object)plan.Work).Game;
        for (int t = 0; t < rounds && Instances.Distance(game, runner.Model) > 1e-8; t++)
            runner.RunAll(1);
        Assert.InRange(Instances.Distance(game, runner.Model), 0, 1e-8);
        Assert.InRange(runner.BytesDown, 1, (long)runner.Round * run.Workers.Count * runner.Model.Length * sizeof(double));
    }

    private static ServerPlan<double> Plan(RunDefinition run) => new(run, run.CreateWork(TestProblems.Context(run.Workers.Count)));

    private static RoundRunner<double> Runner(RunDefinition run, ServerPlan<double> plan)
    {
        double[] start = new double[plan.Work.Layout.Count];
        plan.Work.WriteStart(start, 0);
        return new RoundRunner<double>(
            plan.Algorithm,
            [.. Enumerable.Range(0, run.Workers.Count).Select(plan.Work.CreateOracle)],
            start,
            run.Seed,
            run.CreateAggregation(run.Aggregation.Create(), plan.Algorithm.Vectors));
    }

    private static VectorBuffer<double> Copy(ReadOnlySpan<double> source)
    {
        var copy = new VectorBuffer<double>(source.Length);
        source.CopyTo(copy.Span);
        return copy;
    }
}
