using Starling.Algorithms.Numerics;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>Something that happens at a node or on an edge.</summary>
/// <param name="Time">When.</param>
/// <param name="IsSwap">Whether it is a swap on an edge; otherwise a gradient at a node.</param>
/// <param name="Index">The number of the edge or of the node.</param>
public readonly record struct NetworkEvent(double Time, bool IsSwap, int Index);

/// <summary>
/// The events of independent Poisson clocks, one a node and one an edge, as one sequence: with R the sum of all rates, the time to the next event is
/// -ln(1 - u)/R, and a second number picks the clock by its share of R.
/// </summary>
public sealed class EventClock
{
    private readonly IUniformSource uniforms;
    private readonly double gradients;
    private readonly double gradientRate;
    private readonly double total;
    private readonly double[] cumulative;
    private readonly int[] guide;
    private readonly double edgeRate;

    /// <summary>Makes the clocks.</summary>
    /// <param name="nodes">n.</param>
    /// <param name="gradientRate">Gradients of a node in a unit of time.</param>
    /// <param name="rates">The rates of the edges.</param>
    /// <param name="uniforms">What is drawn from: two numbers an event.</param>
    public EventClock(int nodes, double gradientRate, EdgeRates rates, IUniformSource uniforms)
    {
        this.uniforms = uniforms;
        this.gradientRate = gradientRate;
        gradients = nodes * gradientRate;
        int count = rates.Rates.Length;
        cumulative = new double[count];
        double sum = 0;
        for (int e = 0; e < count; e++)
            cumulative[e] = sum += rates.Rates[e];
        total = gradients + sum;
        edgeRate = rates.Smallest == rates.Largest ? rates.Smallest : 0;

        // guide[k] is the first edge whose interval reaches beyond k/m of the sum: from there few steps lead to any place between.
        guide = new int[count];
        for (int k = 0, e = 0; k < count; k++)
        {
            while (e < count - 1 && cumulative[e] <= sum * k / count)
                e++;
            guide[k] = e;
        }
    }

    /// <summary>Draws the next event.</summary>
    /// <param name="now">The time of the event before it.</param>
    public NetworkEvent Next(double now)
    {
        double time = now - (DeterministicMath.Log(1 - uniforms.Next()) / total);
        double place = uniforms.Next() * total;
        if (place < gradients)
            return new NetworkEvent(time, IsSwap: false, (int)(place / gradientRate));

        place -= gradients;
        return new NetworkEvent(time, IsSwap: true, edgeRate > 0 ? Math.Min((int)(place / edgeRate), cumulative.Length - 1) : EdgeAt(place));
    }

    private int EdgeAt(double place)
    {
        int last = cumulative.Length - 1;
        int edge = guide[Math.Min((int)(place / cumulative[last] * cumulative.Length), last)];
        while (edge < last && cumulative[edge] <= place)
            edge++;
        while (edge > 0 && cumulative[edge - 1] > place)
            edge--;
        return edge;
    }
}
