namespace Starling.Algorithms.Topology.Mixing;

/// <summary>How the weights of a mixing matrix follow from a graph.</summary>
public enum MixingRule
{
    /// <summary>W_ij = 1/(1 + max(deg_i, deg_j)), the diagonal is the rest: it needs the degrees of neighbours alone.</summary>
    Metropolis,

    /// <summary>W = I - Lap/(1 + largest degree): the same weight on every edge.</summary>
    MaxDegree,

    /// <summary>W = I - Lap/lambda_max: the largest weight with which no eigenvalue is negative; rho = 1 - lambda_2/lambda_max.</summary>
    Laplacian,

    /// <summary>
    /// W = I - 2 Lap/(lambda_2 + lambda_max): of equal weights those with the smallest rho (Xiao and Boyd, "Fast linear iterations for distributed
    /// averaging", 2004). Eigenvalues, and entries of the diagonal, can be negative.
    /// </summary>
    BestConstant,
}
