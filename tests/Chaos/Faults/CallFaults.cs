using Starling.GrainInterfaces;

namespace Starling.Chaos.Faults;

/// <summary>Loses, repeats and delays calls between the grains of jobs, before and after they were done.</summary>
internal sealed class CallFaults(FaultPlan plan) : IIncomingGrainCallFilter
{
    private readonly Random random = new(plan.Seed);

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod?.DeclaringType?.Assembly != typeof(IJobGrain).Assembly)
        {
            await context.Invoke();
            return;
        }

        if (Draws(plan.Delay))
            await Task.Delay(Next(200));
        if (Draws(plan.DropRequest))
            throw new TimeoutException("Chaos: the request was lost.");

        await context.Invoke();
        if (Draws(plan.Double))
            await context.Invoke();
        if (Draws(plan.DropAnswer))
            throw new TimeoutException("Chaos: the answer was lost.");
    }

    private bool Draws(double share)
    {
        lock (random)
            return share > 0 && random.NextDouble() < share;
    }

    private int Next(int below)
    {
        lock (random)
            return random.Next(below);
    }
}
