using System.Numerics;
using Starling.Algorithms.Data;

namespace Starling.Algorithms.Attacks;

/// <summary>
/// A Byzantine worker's own attack: it knows nothing of the others. The worker follows the algorithm, then tampers with its update, then sends; an
/// instance is shared by all threads.
/// </summary>
public interface IWorkerAttack
{
    /// <summary>Whether it keeps a vector for every vector of the update, from round to round: worker state, zero at first.</summary>
    bool KeepsUpdate => false;

    /// <summary>The training data as the worker sees them; what they are where nothing is said.</summary>
    /// <param name="data">The data.</param>
    /// <param name="seed">The job's seed.</param>
    Dataset SeenBy(Dataset data, ulong seed) => data;

    /// <summary>Whether the worker sends everything a second time with other contents, which must be ignored.</summary>
    bool SendsTwice => false;

    /// <summary>Whether the worker sends vectors of another length, which must be rejected.</summary>
    bool SendsWrongShape => false;

    /// <summary>Changes the update before it is sent; leaves it as it is where nothing is said.</summary>
    /// <param name="context">The update, and what the worker knows.</param>
    /// <typeparam name="T">The element type.</typeparam>
    void Tamper<T>(TamperContext<T> context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
    }
}
