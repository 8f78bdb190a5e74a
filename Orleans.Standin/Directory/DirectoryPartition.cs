using Orleans.Runtime.MembershipService;

namespace Orleans.Runtime.Directory;

/// <summary>
/// The entries that one silo keeps. Which those are follows from the membership. What the silo did not keep in every version
/// since its last recovery is <em>unsettled</em>: it is asked for at every silo that may have activations, and until all have
/// answered nothing is said about it. Not thread-safe: its owner locks.
/// </summary>
internal sealed class DirectoryPartition(SiloAddress self)
{
    private readonly Dictionary<GrainId, GrainAddress> _entries = [];
    private readonly List<DirectoryRing> _sinceRecovery = [];

    public MembershipSnapshot Snapshot { get; private set; } = MembershipSnapshot.Empty;

    public DirectoryRing Ring { get; private set; } = DirectoryRing.Of([]);

    public int Count => _entries.Count;

    /// <summary>Whether there is something to recover.</summary>
    public bool IsUnsettled { get; private set; }

    /// <summary>Goes on to a version of the membership.</summary>
    public void Apply(MembershipSnapshot snapshot)
    {
        DirectoryRing before = Ring;
        Snapshot = snapshot;
        if (!before.Silos.SequenceEqual(snapshot.Active))
        {
            Ring = DirectoryRing.Of(snapshot.Active);
            bool isFirstOfAll = before.Silos.IsEmpty && snapshot.Active.Length == 1 && !HasOtherHosts(snapshot);
            if (_sinceRecovery.Count == 0) _sinceRecovery.Add(isFirstOfAll ? Ring : before);
            if (!isFirstOfAll && Ring.Gains(self, before)) IsUnsettled = true;
            if (IsUnsettled) _sinceRecovery.Add(Ring);
            else Settle();
        }

        foreach ((GrainId grainId, GrainAddress address) in _entries)
        {
            if (!Owns(grainId) || IsDead(address.Silo)) _entries.Remove(grainId);
        }
    }

    /// <summary>The silos that may have activations beside this one.</summary>
    public IEnumerable<SiloAddress> Hosts => Snapshot.Entries.Values
        .Where(entry => entry.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping && !entry.SiloAddress.Equals(self))
        .Select(entry => entry.SiloAddress);

    public bool Owns(GrainId grainId) => self.Equals(Ring.OwnerOf(grainId));

    /// <summary>Whether what is known of a grain is all there is to know.</summary>
    public bool IsSettled(GrainId grainId) => !IsUnsettled || _sinceRecovery.TrueForAll(ring => self.Equals(ring.OwnerOf(grainId)));

    public GrainAddress? Find(GrainId grainId) => _entries.GetValueOrDefault(grainId);

    /// <summary>Adds an entry where there is none, and returns the one there is then.</summary>
    public GrainAddress Add(GrainAddress address)
    {
        if (_entries.TryGetValue(address.GrainId, out GrainAddress? known)) return known;
        _entries[address.GrainId] = address;
        return address;
    }

    public void Remove(GrainAddress address)
    {
        if (_entries.TryGetValue(address.GrainId, out GrainAddress? known) && known == address) _entries.Remove(address.GrainId);
    }

    /// <summary>
    /// Takes what the silos answered, and returns the activations that are one too many: each grain keeps the first.
    /// </summary>
    public List<GrainAddress> Recover(IEnumerable<GrainAddress> addresses)
    {
        var surplus = new List<GrainAddress>();
        foreach (GrainAddress address in addresses)
        {
            if (Owns(address.GrainId) && !IsDead(address.Silo) && Add(address) != address) surplus.Add(address);
        }

        IsUnsettled = false;
        Settle();
        return surplus;
    }

    private bool IsDead(SiloAddress silo) => Snapshot.StatusOf(silo) is SiloStatus.Dead or SiloStatus.None;

    private bool HasOtherHosts(MembershipSnapshot snapshot) =>
        snapshot.Entries.Values.Any(entry => !entry.SiloAddress.Equals(self) && entry.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping);

    private void Settle()
    {
        _sinceRecovery.Clear();
        _sinceRecovery.Add(Ring);
    }
}
