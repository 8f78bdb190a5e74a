using System.Collections.Immutable;
using System.Numerics;
using Starling.Algorithms.Models;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Runs;

/// <summary>What the participants of a run work on, workers or nodes: a model with data, or a game.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public abstract class Workload<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The tensors of the vectors.</summary>
    public abstract ParameterLayout Layout { get; }

    /// <summary>What a method may know of it.</summary>
    public virtual RoundSetting Setting => RoundSetting.Unknown;

    /// <summary>The size of it, for a person.</summary>
    public abstract string Summary { get; }

    /// <summary>Writes a slice of the first model x_0.</summary>
    /// <param name="slice">The slice, overwritten.</param>
    /// <param name="start">Its first parameter.</param>
    public abstract void WriteStart(Span<T> slice, int start);

    /// <summary>The local problem of a participant.</summary>
    /// <param name="worker">Its number.</param>
    public abstract ILocalOracle<T> CreateOracle(int worker);

    /// <summary>n_i, and how many samples of each class a participant has; no classes where there are none.</summary>
    /// <param name="worker">Its number.</param>
    public abstract (int Count, ImmutableArray<int> Classes) SamplesOf(int worker);
}
