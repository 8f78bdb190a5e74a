using System.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Rounds;

/// <summary>Which algorithm a run uses, with its parameters: <c>algorithm:</c> of a job.</summary>
public abstract record AlgorithmOptions : PartOptions;

/// <summary>A server-worker algorithm.</summary>
public abstract record RoundAlgorithmOptions : AlgorithmOptions
{
    /// <summary>Builds the algorithm.</summary>
    /// <typeparam name="T">The element type of the run.</typeparam>
    public abstract IRoundAlgorithm<T> Create<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The largest minibatch that a worker asks its oracle for, where the algorithm has one; sizes scratch memory.</summary>
    public virtual int LargestMinibatch() => 256;
}
