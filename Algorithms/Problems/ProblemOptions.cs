using Starling.Algorithms.Data;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Problems;

/// <summary>Which convex problem the nodes of a decentralized job solve, with its parameters.</summary>
public abstract record ProblemOptions : PartOptions
{
    /// <summary>The data set that the problem is made of; null where it is generated.</summary>
    public virtual DataOptions? DataSet() => null;

    /// <summary>
    /// Builds the problem. The same options, seed, number of nodes and files give the same bits everywhere.
    /// </summary>
    /// <param name="context">Where files are looked for, the job's seed, and the number of nodes n.</param>
    /// <exception cref="Errors.StarlingException">
    /// STAR02xx: data that are missing or do not suit the problem; STAR0302: a problem that is not well posed.
    /// </exception>
    public abstract IDistributedProblem Create(DataContext context);
}
