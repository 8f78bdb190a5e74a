using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Decentralized;

/// <summary>Every decentralized algorithm that a job can name.</summary>
public static class DecentralizedTable
{
    /// <summary>The algorithms by name, simplest first.</summary>
    public static PartTable<DecentralizedOptions> All { get; } = new(
        new PartEntry("dadao", typeof(DadaoOptions), "Accelerated and without rounds: gradients and swaps each at their own pace"));
}
