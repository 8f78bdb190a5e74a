using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// What the methods for variational inequalities share: a server step in stages, each of which ends with the projection of one server vector onto C, on
/// slices.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="set">C; null for all of R^D.</param>
public abstract class VariationalAlgorithm<T>(FeasibleSet? set) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool projects = set is { IsEverything: false };

    /// <inheritdoc/>
    public abstract VectorSchema Vectors { get; }

    /// <inheritdoc/>
    public int NextReduction(int round, IReadOnlyList<double> known)
    {
        if (!projects)
            return 0;

        var passes = new ProjectionPasses(set!, known);
        return passes.Found < StageCount(round) ? passes.PassLength : 0;
    }

    /// <inheritdoc/>
    public virtual bool NeedsEverybody(int round) => false;

    /// <inheritdoc/>
    public virtual bool IsCompressible(int round) => true;

    /// <inheritdoc/>
    public virtual long IterationsIn(int rounds) => rounds;

    /// <inheritdoc/>
    public abstract void WorkerStep(WorkerRound<T> round);

    /// <inheritdoc/>
    public virtual void AfterSending(WorkerRound<T> round)
    {
    }

    /// <inheritdoc/>
    public virtual void ServerPrepare(ServerRound<T> round)
    {
    }

    /// <inheritdoc/>
    public void ServerReduce(ServerRound<T> round, Span<double> partial)
    {
        var passes = new ProjectionPasses(set!, round.Reductions);
        ServerRound<T> tried = round.Copy();
        string target = Run(tried, passes, passes.Found + 1);
        passes.Measure<T>(tried.Server(target), tried.Start, partial);
    }

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round)
    {
        int stages = StageCount(round.Round);
        Run(round, projects ? new ProjectionPasses(set!, round.Reductions) : null, stages);
        Finish(round);
    }

    /// <summary>How many stages the server step of a round has.</summary>
    /// <param name="round">t.</param>
    protected virtual int StageCount(int round) => 1;

    /// <summary>One stage.</summary>
    /// <param name="stage">Its number, from 0.</param>
    /// <param name="round">The round at the server, for one slice.</param>
    /// <returns>The server vector that is projected then.</returns>
    protected abstract string Stage(int stage, ServerRound<T> round);

    /// <summary>What is done behind the last projection.</summary>
    /// <param name="round">The round at the server, for one slice.</param>
    protected virtual void Finish(ServerRound<T> round)
    {
    }

    /// <summary>destination = x - gamma f.</summary>
    protected static void Step(double gamma, ReadOnlySpan<T> x, ReadOnlySpan<T> f, Span<T> destination) =>
        VectorKernels.ScaledSum(T.One, x, T.CreateChecked(-gamma), f, destination);

    private string Run(ServerRound<T> round, ProjectionPasses? passes, int stages)
    {
        string target = "";
        for (int stage = 0; stage < stages; stage++)
        {
            target = Stage(stage, round);
            if (passes is not null && stage < passes.Found)
                passes.Apply(stage, round.Server(target), round.Start);
        }

        return target;
    }
}
