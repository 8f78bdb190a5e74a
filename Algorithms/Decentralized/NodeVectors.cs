namespace Starling.Algorithms.Decentralized;

/// <summary>The vectors of length d that an algorithm keeps at every node, and how much of that it sends.</summary>
/// <param name="Names">The vectors in their order.</param>
/// <param name="Estimate">Which of them says where the node stands: x_i, what is measured and at last averaged.</param>
/// <param name="PerMessage">How many vectors of length d a message carries.</param>
public sealed record NodeVectors(IReadOnlyList<string> Names, int Estimate, int PerMessage);
