using Starling.Algorithms.Data;
using Starling.Algorithms.Options;
using Starling.Algorithms.Problems.Games;

namespace Starling.Algorithms.Problems;

/// <summary>Which problem a job solves in place of training a model, with its parameters: <c>problem:</c> of a job.</summary>
public abstract record ProblemOptions : PartOptions
{
    /// <summary>The data set that the problem is made of; null where it is generated.</summary>
    public virtual DataOptions? DataSet() => null;
}

/// <summary>A convex problem: for decentralized jobs, and, as the game of its gradients, for those of a server and workers.</summary>
public abstract record ConvexProblemOptions : ProblemOptions
{
    /// <summary>
    /// Builds the problem. The same options, seed, number of nodes and files give the same bits everywhere.
    /// </summary>
    /// <param name="context">Where files are looked for, the job's seed, and the number of nodes n.</param>
    /// <exception cref="Errors.StarlingException">
    /// STAR02xx: data that are missing or do not suit the problem; STAR0302: a problem that is not well posed.
    /// </exception>
    public abstract IDistributedProblem Create(DataContext context);
}

/// <summary>A variational inequality: for jobs of a server and workers.</summary>
public abstract record GameOptions : ProblemOptions
{
    /// <summary>
    /// Builds the game. The same options, seed, number of nodes and files give the same bits everywhere.
    /// </summary>
    /// <param name="context">Where files are looked for, the job's seed, and the number of nodes M.</param>
    /// <exception cref="Errors.StarlingException">
    /// STAR02xx: data that are missing or do not suit the game; STAR0302: a game that is not well posed.
    /// </exception>
    public abstract IGame Create(DataContext context);
}
