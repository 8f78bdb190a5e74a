using System.Collections.Concurrent;
using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;

namespace Starling.Bench.Variational;

/// <summary>Runs of one game by jobs as people write them, in memory: the game is made once, everything else by <see cref="ServerPlan{T}"/>.</summary>
/// <param name="problem">The problem of the jobs, as JSON; with an <c>instanceSeed</c>, so that all seeds have the same.</param>
/// <param name="workers">M.</param>
internal sealed class GameRuns(string problem, int workers)
{
    private readonly Lazy<GameWork> work = new(() => Definition(problem, workers, """{ "kind": "past-extragradient" }""", "{}", 1)
        .CreateWork(new DataContext(new DataLocator(), Seed: 1, workers)));

    /// <summary>The game.</summary>
    public GameWork Work => work.Value;

    /// <summary>M.</summary>
    public int Workers => workers;

    /// <summary>Starts a run.</summary>
    /// <param name="algorithm">The algorithm, as JSON.</param>
    /// <param name="compression">The section, as JSON.</param>
    /// <param name="seed">The job's seed.</param>
    public GameRun Start(string algorithm, string compression = "{}", ulong seed = 1)
    {
        RunDefinition definition = Definition(problem, workers, algorithm, compression, seed);
        var plan = new ServerPlan<double>(definition, Work);
        double[] start = new double[Work.Game.Dimension];
        Work.WriteStart(start, 0);
        return new GameRun(Work, plan, new RoundRunner<double>(plan.Algorithm, [.. Enumerable.Range(0, workers).Select(Work.CreateOracle)], start, seed));
    }

    /// <summary>The same for several seeds, as many at a time as there are cores.</summary>
    /// <param name="seeds">1 to this number.</param>
    /// <param name="run">What is done with a seed.</param>
    public static T[] ForSeeds<T>(int seeds, Func<ulong, T> run)
    {
        var results = new ConcurrentDictionary<int, T>();
        Parallel.For(1, seeds + 1, seed => results[seed] = run((ulong)seed));
        return [.. Enumerable.Range(1, seeds).Select(seed => results[seed])];
    }

    private static RunDefinition Definition(string problem, int workers, string algorithm, string compression, ulong seed) => RunDefinition.Parse(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{ "algorithm": {{algorithm}}, "problem": {{problem}}, "workers": { "count": {{workers}} }, "compression": {{compression}}, "stop": { "rounds": 1 }, "seed": {{seed}} }"""));
}

/// <summary>A run, and what it has cost.</summary>
internal sealed class GameRun(GameWork work, ServerPlan<double> plan, RoundRunner<double> runner)
{
    private readonly double[] start = runner.Model.ToArray();

    /// <summary>Rounds whose updates were compressed.</summary>
    public int CompressedRounds { get; private set; }

    /// <summary>Rounds.</summary>
    public int Rounds => runner.Round;

    /// <summary>Iterations.</summary>
    public long Iterations => runner.Iterations;

    /// <summary>Evaluations of a worker.</summary>
    public double Evaluations => (double)runner.Gradients / work.Game.Nodes;

    /// <summary>Bytes that a worker sent, as encoded.</summary>
    public double BytesUp => (double)runner.BytesUp / work.Game.Nodes;

    /// <summary>Bytes that a worker received, as encoded.</summary>
    public double BytesDown => (double)runner.BytesDown / work.Game.Nodes;

    /// <summary>The gap of the model.</summary>
    public double Gap => work.Game.Gap(runner.Model) ?? double.NaN;

    /// <summary>|F(z)|, or how far a step along it leads within C.</summary>
    public double Residual => new GameMetrics(work.Game).Measure(runner.Model).Residual;

    /// <summary>|z - z*|/|z_0 - z*|.</summary>
    public double Distance
    {
        get
        {
            ReadOnlySpan<double> solution = work.Game.Solution!.Value.Span;
            return Math.Sqrt(VectorKernels.SquaredDistance(runner.Model, solution) / VectorKernels.SquaredDistance(start, solution));
        }
    }

    /// <summary>Goes on for some rounds.</summary>
    /// <param name="rounds">How many.</param>
    public GameRun For(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            if (plan.IsCompressed(runner.Round))
                CompressedRounds++;
            runner.RunAll(1);
        }

        return this;
    }

    /// <summary>Goes on until the distance is reached, or for ever too far away, or many rounds are done.</summary>
    /// <param name="distance">The distance.</param>
    /// <returns>Whether it is reached.</returns>
    public bool To(double distance)
    {
        const int Most = 100_000;
        const double Lost = 1e6;
        double now = Distance;
        while (now > distance && now < Lost && Rounds < Most)
            now = For(1).Distance;
        return now <= distance;
    }
}
