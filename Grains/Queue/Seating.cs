using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Queue;

/// <summary>
/// Which jobs fit on which silos at the same time. Every silo has as many seats as it takes jobs; a job takes one seat on some
/// silo that carries its labels. A job is seated whenever it fits at all: others move, within what their own labels allow (an
/// augmenting path of a bipartite matching), so that a job which runs anywhere does not keep the one GPU silo from a job that
/// needs it while a seat elsewhere is free. Seats only count; where the grains of a job live is decided by placement.
/// </summary>
internal sealed class Seating(ImmutableArray<SiloReport> silos)
{
    private readonly Dictionary<string, List<int>> fits = new(StringComparer.Ordinal);

    // How many jobs of a group of equal labels sit on a silo. Jobs of one group are interchangeable.
    private readonly Dictionary<string, int[]> seated = new(StringComparer.Ordinal);
    private readonly int[] taken = new int[silos.Length];

    /// <summary>Whether any silo carries the labels.</summary>
    public bool IsKnown(ImmutableArray<SiloLabel> labels) => SilosOf(GroupOf(labels), labels).Count > 0;

    /// <summary>The number of seats on silos that carry the labels.</summary>
    public int SeatsFor(ImmutableArray<SiloLabel> labels) => SilosOf(GroupOf(labels), labels).Sum(silo => silos[silo].JobSlots);

    /// <summary>Takes a seat for a job, moving others where that helps.</summary>
    /// <returns>False where there is none; nothing has changed then.</returns>
    public bool TrySeat(ImmutableArray<SiloLabel> labels)
    {
        string group = GroupOf(labels);
        List<int> own = SilosOf(group, labels);
        if (!TryFree(own, new bool[silos.Length], out int silo))
            return false;

        Sit(group, silo, 1);
        return true;
    }

    /// <summary>Finds a silo among these with a free seat, or makes one free by moving a job elsewhere.</summary>
    private bool TryFree(List<int> among, bool[] visited, out int free)
    {
        foreach (int silo in among)
        {
            if (taken[silo] < silos[silo].JobSlots)
            {
                free = silo;
                return true;
            }
        }

        foreach (int silo in among)
        {
            if (visited[silo])
                continue;

            visited[silo] = true;
            foreach ((string group, int[] places) in seated)
            {
                if (places[silo] > 0 && TryFree(fits[group], visited, out int other) && other != silo)
                {
                    Sit(group, silo, -1);
                    Sit(group, other, 1);
                    free = silo;
                    return true;
                }
            }
        }

        free = -1;
        return false;
    }

    private void Sit(string group, int silo, int change)
    {
        if (!seated.TryGetValue(group, out int[]? places))
            seated.Add(group, places = new int[silos.Length]);

        places[silo] += change;
        taken[silo] += change;
    }

    private List<int> SilosOf(string group, ImmutableArray<SiloLabel> labels)
    {
        if (!fits.TryGetValue(group, out List<int>? known))
        {
            known = [.. Enumerable.Range(0, silos.Length).Where(silo => labels.All(label => silos[silo].Labels.Contains(label)))];
            fits.Add(group, known);
        }

        return known;
    }

    private static string GroupOf(ImmutableArray<SiloLabel> labels) => labels.Length switch
    {
        0 => "",
        1 => labels[0].ToString(),
        _ => string.Join('\n', labels.Select(label => label.ToString()).Order(StringComparer.Ordinal)),
    };
}
