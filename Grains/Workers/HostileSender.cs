using System.Numerics;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Workers;

/// <summary>How a simulated Byzantine worker misbehaves on the wire. What it sends has to be refused or ignored by the shards.</summary>
/// <param name="sender">The way to the shards.</param>
/// <param name="attack">What it does.</param>
internal sealed class HostileSender(UpdateSender sender, IWorkerAttack attack)
{
    /// <summary>Sends an update, and what should not be sent.</summary>
    public async Task SendAsync<T>(RoundContext<T> context, RoundOrder order, int worker, IReadOnlyList<VectorBuffer<T>> update, CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (attack.SendsWrongShape)
        {
            await sender.SendMisshapenAsync(context, order.Epoch, order.Round, worker, cancellationToken);
            return;
        }

        await sender.SendAsync(context, order.Epoch, order.Round, worker, update, cancellationToken);
        if (!attack.SendsTwice)
            return;

        foreach (VectorBuffer<T> vector in update)
            VectorKernels.Scale(-T.One, vector.Span);
        await sender.SendAsync(context, order.Epoch, order.Round, worker, update, cancellationToken);
    }
}
