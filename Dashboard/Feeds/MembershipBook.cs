using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Feeds;

/// <summary>Notes which silos came and went, as one list of silos follows another.</summary>
/// <param name="most">How many notes are kept.</param>
internal sealed class MembershipBook(int most = 200)
{
    private readonly Dictionary<string, SiloReport> members = new(StringComparer.Ordinal);
    private readonly List<MembershipNote> notes = [];
    private bool isFirst = true;

    /// <summary>What was noted, the newest first.</summary>
    public ImmutableArray<MembershipNote> Notes => [.. Enumerable.Reverse(notes)];

    /// <summary>Takes a list.</summary>
    /// <param name="silos">The silos that are members; a silo that was started again has another address.</param>
    /// <param name="now">The time.</param>
    public void Take(IReadOnlyCollection<SiloReport> silos, DateTimeOffset now)
    {
        var present = silos.Select(silo => silo.Address).ToHashSet(StringComparer.Ordinal);
        foreach (SiloReport gone in members.Values.Where(silo => !present.Contains(silo.Address)).ToList())
        {
            members.Remove(gone.Address);
            Note(new MembershipNote(now, gone.Name, gone.Address, Came: false));
        }

        foreach (SiloReport silo in silos)
        {
            if (members.TryAdd(silo.Address, silo))
                Note(new MembershipNote(isFirst ? silo.Started : now, silo.Name, silo.Address, Came: true));
        }

        isFirst &= members.Count == 0;
    }

    private void Note(MembershipNote note)
    {
        notes.Add(note);
        if (notes.Count > most)
            notes.RemoveAt(0);
    }
}

/// <summary>A silo came, or went.</summary>
/// <param name="Time">When it was seen; of silos that were there before the dashboard, when they started.</param>
/// <param name="Silo">Its name.</param>
/// <param name="Address">Its address.</param>
/// <param name="Came">Whether it came; otherwise it went.</param>
public sealed record MembershipNote(DateTimeOffset Time, string Silo, string Address, bool Came);
