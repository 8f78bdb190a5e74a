using System.Collections.Immutable;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Directory;

/// <summary>
/// Which silo keeps the directory's entries of which grains, for one set of active silos. Every silo has some points on a ring of
/// 32-bit hashes; a grain's entry is with the silo of the next point. When a silo comes or goes, only what it takes, or had, moves.
/// </summary>
internal sealed class DirectoryRing
{
    private const uint PointsPerSilo = 32;
    private readonly uint[] _points;
    private readonly SiloAddress[] _owners;

    private DirectoryRing(ImmutableArray<SiloAddress> silos)
    {
        Silos = silos;
        (uint Point, SiloAddress Silo)[] points =
        [
            .. silos.SelectMany(silo => Enumerable.Range(0, (int)PointsPerSilo)
                .Select(index => (Point: StableHash.Mix((uint)silo.GetConsistentHashCode(), (uint)index), Silo: silo)))
                .OrderBy(point => point.Point).ThenBy(point => point.Silo),
        ];
        _points = [.. points.Select(point => point.Point)];
        _owners = [.. points.Select(point => point.Silo)];
    }

    public ImmutableArray<SiloAddress> Silos { get; }

    public static DirectoryRing Of(ImmutableArray<SiloAddress> active) => new(active);

    /// <summary>The silo that keeps a grain's entry; null where there is no silo.</summary>
    public SiloAddress? OwnerOf(GrainId grainId) => OwnerOf(grainId.GetUniformHashCode());

    public SiloAddress? OwnerOf(uint hash)
    {
        if (_points.Length == 0) return null;
        int index = Array.BinarySearch(_points, hash);
        if (index < 0) index = ~index;
        return _owners[index == _points.Length ? 0 : index];
    }

    /// <summary>Whether a silo owns something here that it does not own in <paramref name="before"/>.</summary>
    public bool Gains(SiloAddress silo, DirectoryRing before) =>
        _points.Concat(before._points).Any(point => silo.Equals(OwnerOf(point)) && !silo.Equals(before.OwnerOf(point)));
}
