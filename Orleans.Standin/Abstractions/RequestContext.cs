using Orleans.Runtime.Activations;

namespace Orleans.Runtime;

/// <summary>Values that flow with calls: what a caller sets, the callee and what it calls can read.</summary>
public static class RequestContext
{
    private const string ReentrancyKey = "#CCR";

    // The dictionary is never changed once it is set, so that a caller's later changes do not reach calls already made.
    private static readonly AsyncLocal<Dictionary<string, object>?> Current = new();

    /// <summary>The names of the values.</summary>
    public static IEnumerable<string> Keys => Current.Value?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The values with their names.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Current.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>The identity of the call chain that may re-enter grains; <see cref="Guid.Empty"/> for none.</summary>
    public static Guid ReentrancyId
    {
        get => Get(ReentrancyKey) is Guid id ? id : Guid.Empty;
        set
        {
            if (value == Guid.Empty) Remove(ReentrancyKey);
            else Set(ReentrancyKey, value);
        }
    }

    internal static Dictionary<string, object>? Snapshot
    {
        get => Current.Value;
        set
        {
            if (!ReferenceEquals(Current.Value, value)) Current.Value = value;
        }
    }

    /// <summary>Lets calls that come back to this grain, out of the calls made in the section, interleave with the running one.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        Guid current = ReentrancyId;
        return new ReentrancySection(current, current == Guid.Empty ? Guid.NewGuid() : current);
    }

    /// <summary>Takes <see cref="AllowCallChainReentrancy"/> back for the section.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    /// <summary>A value, or null.</summary>
    public static object? Get(string key) => Current.Value?.GetValueOrDefault(key);

    /// <summary>Sets a value for the calls made from here on.</summary>
    public static void Set(string key, object value) =>
        Current.Value = new Dictionary<string, object>(Entries, StringComparer.Ordinal) { [key] = value };

    /// <summary>Removes a value; false when there was none.</summary>
    public static bool Remove(string key)
    {
        if (Current.Value?.ContainsKey(key) is not true) return false;
        Current.Value = Current.Value.Count == 1
            ? null
            : new Dictionary<string, object>(Entries.Where(entry => !string.Equals(entry.Key, key, StringComparison.Ordinal)), StringComparer.Ordinal);
        return true;
    }

    /// <summary>Removes every value.</summary>
    public static void Clear() => Snapshot = null;

    internal static Guid ReentrancyIdOf(Dictionary<string, object>? context) =>
        context?.GetValueOrDefault(ReentrancyKey) is Guid id ? id : Guid.Empty;

    /// <summary>A section of a method with its own answer to call chain reentrancy.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _original;
        private readonly Guid _new;

        /// <summary>Enters a section.</summary>
        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _original = originalReentrancyId;
            _new = newReentrancyId;
            if (_new != _original) ReentrancyId = _new;
            if (_new != Guid.Empty) (RuntimeContext.Current as Activation)?.EnterReentrantSection(_new);
        }

        /// <summary>Leaves the section.</summary>
        public void Dispose()
        {
            if (_new != Guid.Empty) (RuntimeContext.Current as Activation)?.LeaveReentrantSection(_new);
            if (_new != _original) ReentrancyId = _original;
        }
    }
}
