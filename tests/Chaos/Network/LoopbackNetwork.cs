using System.Diagnostics;

namespace Starling.Chaos.Network;

/// <summary>The loopback address, which nobody cuts.</summary>
internal sealed class LoopbackNetwork : SiloNetwork
{
    /// <inheritdoc/>
    public override string Description => "loopback";

    /// <inheritdoc/>
    public override string AddressOf(int silo) => "127.0.0.1";

    /// <inheritdoc/>
    public override void Place(int silo, ProcessStartInfo start)
    {
    }

    /// <inheritdoc/>
    public override void Cut(int one, int other) => throw new NotSupportedException("This network cannot be cut.");

    /// <inheritdoc/>
    public override void CutOff(int silo) => throw new NotSupportedException("This network cannot be cut.");

    /// <inheritdoc/>
    public override void Mend()
    {
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
