namespace Orleans.Runtime.Activations;

/// <summary>
/// Decides which turn of an activation may begin. A turn begins when nothing runs; beside others only where an attribute, or
/// call chain reentrancy, allows it. Turns wait in the order in which they came; one that may begin passes those that may not.
/// Not thread-safe: its owner locks.
/// </summary>
internal sealed class TurnQueue(bool isReentrant)
{
    private readonly LinkedList<Turn> _waiting = [];
    private readonly List<Turn> _running = [];
    private readonly Dictionary<Guid, int> _sections = [];
    private Turn? _blocking;

    public bool IsIdle => _running.Count == 0 && _waiting.Count == 0;

    public bool IsRunning => _running.Count > 0;

    public int Count => _running.Count + _waiting.Count;

    public IEnumerable<Turn> Running => _running;

    public void Add(Turn turn) => _waiting.AddLast(turn);

    /// <summary>Takes the next turn that may begin now; null where none may.</summary>
    public Turn? TryBegin()
    {
        for (LinkedListNode<Turn>? node = _waiting.First; node is not null; node = node.Next)
        {
            if (!MayBegin(node.Value)) continue;
            _waiting.Remove(node);
            _running.Add(node.Value);
            if (!node.Value.AlwaysInterleaves) _blocking ??= node.Value;
            return node.Value;
        }

        return null;
    }

    public void End(Turn turn)
    {
        _running.Remove(turn);
        if (ReferenceEquals(_blocking, turn)) _blocking = null;
    }

    /// <summary>Takes a turn that has not begun out; false where it has, or is unknown.</summary>
    public bool Remove(Turn turn) => _waiting.Remove(turn);

    public IEnumerable<Turn> Waiting => _waiting;

    /// <summary>Takes out all turns that have not begun.</summary>
    public Turn[] RemoveWaiting()
    {
        Turn[] turns = [.. _waiting];
        _waiting.Clear();
        return turns;
    }

    public void EnterSection(Guid reentrancyId) => _sections[reentrancyId] = _sections.GetValueOrDefault(reentrancyId) + 1;

    public void LeaveSection(Guid reentrancyId)
    {
        if (--_sections[reentrancyId] == 0) _sections.Remove(reentrancyId);
    }

    private bool MayBegin(Turn turn) =>
        _running.Count == 0
        || _blocking is null
        || turn.AlwaysInterleaves
        || isReentrant
        || (turn.IsReadOnly && _blocking.IsReadOnly)
        || (turn.ReentrancyId != Guid.Empty && _sections.ContainsKey(turn.ReentrancyId));
}
