using System.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>A method whose server asks for the operator at one point a round, and does everything else itself.</summary>
/// <remarks>Traffic of a round: D numbers down, D up, one evaluation a worker. The minibatch comes from stream (seed, Minibatches, worker, round).</remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="batchSize">B; 0 for all data of a worker.</param>
/// <param name="set">C.</param>
public abstract class PointMethod<T>(int batchSize, FeasibleSet? set) : VariationalAlgorithm<T>(set)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>X_t, the model.</summary>
    protected const string Z = "z";

    /// <summary>The point that is asked for.</summary>
    protected const string Point = "point";

    /// <summary>What workers send: their operator there.</summary>
    protected const string Operator = "operator";

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round) =>
        round.Gradient(round.Broadcast(Point), Minibatch.Draw(round, batchSize), round.Update(Operator));

    /// <summary>The vectors: z, the point, and others.</summary>
    /// <param name="others">Further server vectors.</param>
    private protected static VectorSchema Schema(params ReadOnlySpan<string> others) => new()
    {
        Server = [Z, Point, .. others],
        StartAsModel = [Point],
        Broadcast = [Point],
        Update = [Operator],
    };
}
