namespace Starling.Algorithms.Decentralized.Events;

/// <summary>An event that was drawn, with what there is to say once it has happened.</summary>
/// <param name="Event">The event.</param>
/// <param name="Changes">How often the graph had changed by then.</param>
/// <param name="Drawn">How many numbers had been drawn, with those for this event.</param>
internal readonly record struct DrawnEvent(NetworkEvent Event, long Changes, long Drawn);

/// <summary>
/// The events of a network in their order, a few of them drawn ahead: when and where they happen depends on the clocks alone, so that whoever carries
/// them out may look at what comes.
/// </summary>
internal sealed class EventQueue
{
    // A block is drawn at once: its numbers do not wait for one another. Two fit, so that a block is always known ahead.
    private const int Block = 4;
    private const int Capacity = 2 * Block;

    private readonly EventClock[] clocks;
    private readonly double period;
    private readonly EventUniforms? counted;
    private readonly DrawnEvent[] ring = new DrawnEvent[Capacity];
    private uint taken;
    private uint drawn;
    private double time;
    private long changes;

    /// <summary>The events from time 0.</summary>
    /// <param name="clocks">The clocks of every graph; all draw from the same source.</param>
    /// <param name="period">How long a graph stays.</param>
    /// <param name="uniforms">The source.</param>
    public EventQueue(EventClock[] clocks, double period, IUniformSource uniforms)
    {
        this.clocks = clocks;
        this.period = period;
        counted = uniforms as EventUniforms;
    }

    /// <summary>The next event.</summary>
    public DrawnEvent Take()
    {
        while (drawn - taken <= Block)
            Draw();
        return ring[taken++ % Capacity];
    }

    /// <summary>The event that is taken next, once one has been taken.</summary>
    public ref readonly DrawnEvent Next => ref ring[taken % Capacity];

    /// <summary>Goes on behind an event that was carried out; what was drawn ahead is forgotten.</summary>
    /// <param name="last">The time of the event.</param>
    /// <param name="changesBefore">How often the graph had changed by then.</param>
    public void GoOnFrom(double last, long changesBefore)
    {
        time = last;
        changes = changesBefore;
        taken = drawn;
    }

    private void Draw()
    {
        for (int k = 0; k < Block; k++)
        {
            NetworkEvent next = DrawOne();
            time = next.Time;
            ring[drawn++ % Capacity] = new DrawnEvent(next, changes, counted?.Drawn ?? 0);
        }
    }

    // Poisson clocks have no memory: what was drawn for a graph that is gone by then is dropped.
    private NetworkEvent DrawOne()
    {
        while (true)
        {
            NetworkEvent next = clocks[changes % clocks.Length].Next(time);
            double end = (changes + 1) * period;
            if (next.Time < end)
                return next;

            time = end;
            changes++;
        }
    }
}
