using System.Collections.Immutable;

namespace Starling.Dashboard.Feeds;

/// <summary>Who is told when something has changed.</summary>
internal sealed class Listeners
{
    private ImmutableList<Action> all = [];

    /// <summary>How many there are.</summary>
    public int Count => all.Count;

    /// <summary>Adds one, until what is returned is disposed.</summary>
    /// <param name="changed">Called on any thread; it returns at once.</param>
    /// <param name="left">Called after it was removed.</param>
    public IDisposable Add(Action changed, Action? left = null)
    {
        // One delegate may listen twice: each has an entry of its own.
        Action entry = () => changed();
        ImmutableInterlocked.Update(ref all, (list, item) => list.Add(item), entry);
        return new Entry(this, entry, left);
    }

    /// <summary>Tells them all.</summary>
    public void Tell()
    {
        foreach (Action changed in all)
            changed();
    }

    private sealed class Entry(Listeners owner, Action entry, Action? left) : IDisposable
    {
        private int isGone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isGone, 1) != 0)
                return;

            ImmutableInterlocked.Update(ref owner.all, (list, item) => list.Remove(item), entry);
            left?.Invoke();
        }
    }
}
