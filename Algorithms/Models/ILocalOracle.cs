using System.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>
/// What a worker can be asked about its local problem f_i: value and gradient on a minibatch of its own samples. An oracle
/// belongs to one worker and is used by one thread at a time.
/// </summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
public interface ILocalOracle<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>P, the number of parameters.</summary>
    int Dimension { get; }

    /// <summary>n_i, the number of local samples; 0 where f_i is a formula and every gradient is the full one.</summary>
    int SampleCount { get; }

    /// <summary>
    /// Writes the gradient of the mean loss over the chosen samples at <paramref name="point"/> and returns that mean loss.
    /// </summary>
    /// <param name="point">P numbers; must not overlap <paramref name="gradient"/>.</param>
    /// <param name="samples">Positions among the worker's own samples, 0 to n_i - 1; empty means all of them.</param>
    /// <param name="gradient">P numbers, overwritten.</param>
    double Gradient(ReadOnlySpan<T> point, ReadOnlySpan<int> samples, Span<T> gradient);
}
