namespace Starling.Algorithms.Decentralized.Advice;

/// <summary>What a method needs to come to an accuracy, predicted or measured.</summary>
/// <param name="Method">Its name, for people.</param>
/// <param name="Gradients">Gradients of a node.</param>
/// <param name="Uses">Uses of edges, all of them together.</param>
/// <param name="VectorsPerUse">Vectors of length d that a use carries, both directions together.</param>
/// <param name="Multiple">Its step size times L, where that was chosen.</param>
/// <param name="IsMeasured">Whether a run took that; else it is predicted.</param>
public sealed record MethodCost(string Method, double Gradients, double Uses, int VectorsPerUse, double? Multiple = null, bool IsMeasured = false)
{
    /// <summary>Vectors of length d sent.</summary>
    public double Vectors => Uses * VectorsPerUse;
}
