using System.Collections.Immutable;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>Two small networks against each other (<see cref="GanOptions"/>): not monotone, without a known solution or constants.</summary>
internal sealed class GanGame : IGame
{
    private readonly AdversarialOperator[] locals;
    private readonly ulong seed;

    public GanGame(AdversarialOperator[] locals, ulong seed)
    {
        this.locals = locals;
        this.seed = seed;
        Dimension = locals[0].Dimension;
        Set = FeasibleSet.Everything(Dimension);
        ImmutableArray<double> unknown = [.. Enumerable.Repeat(double.NaN, locals.Length)];
        Constants = new GameConstants
        {
            Lipschitz = double.NaN,
            NodeLipschitz = unknown,
            StrongMonotonicity = double.NaN,
            Cocoercivity = double.NaN,
            SampleCocoercivity = double.NaN,
            SampleLipschitzSquared = unknown,
        };
    }

    /// <inheritdoc/>
    public int Nodes => locals.Length;

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public FeasibleSet Set { get; }

    /// <summary>Nothing is known.</summary>
    public GameConstants Constants { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<double>? Solution => null;

    /// <inheritdoc/>
    public IOperator Local(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, locals.Length);
        return locals[node];
    }

    /// <summary>Random weights of the job's seed, biases of 0.</summary>
    public void Start(Span<double> point)
    {
        new RandomStream(seed, RandomPurpose.ModelInitialization).FillNormal(point);
        locals[0].Initialise(point);
    }
}
