using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A running grain timer.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Changes when the timer fires next, and how often after that. During a callback it takes effect when the callback ends.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a grain timer behaves.</summary>
public readonly struct GrainTimerCreationOptions
{
    /// <summary>Makes options to be initialised.</summary>
    public GrainTimerCreationOptions()
    {
    }

    /// <summary>Makes options with the two required values.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time to the first callback; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The time from the end of a callback to the next; <see cref="Timeout.InfiniteTimeSpan"/> for no next.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether callbacks interleave with calls. Default: false, callbacks wait their turn as calls do.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a callback counts as a use of the activation. Default: false.</summary>
    public bool KeepAlive { get; init; }
}
