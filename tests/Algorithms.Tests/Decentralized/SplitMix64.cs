using Starling.Algorithms.Decentralized.Events;

namespace Starling.Algorithms.Tests.Decentralized;

/// <summary>The generator of the recorded runs: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.</summary>
internal sealed class SplitMix64(ulong seed) : IUniformSource
{
    private ulong state = seed;

    public double Next()
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1L << 53));
    }
}
