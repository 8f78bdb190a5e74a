using System.Globalization;
using System.Net;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime;

/// <summary>The address of one run of a silo: an endpoint, and a generation that is larger for every later run.</summary>
[Immutable]
public sealed class SiloAddress : IEquatable<SiloAddress>, IComparable<SiloAddress>
{
    private static int _lastGeneration;
    private string? _text;

    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
    }

    /// <summary>Where the silo listens.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Which run it is.</summary>
    public int Generation { get; }

    /// <summary>The address of no silo.</summary>
    public static SiloAddress Zero { get; } = New(IPAddress.Any, 0, 0);

    /// <summary>Makes an address.</summary>
    public static SiloAddress New(IPEndPoint ep, int gen) => new(ep, gen);

    /// <summary>Makes an address.</summary>
    public static SiloAddress New(IPAddress address, int port, int generation) => new(new IPEndPoint(address, port), generation);

    /// <summary>A generation larger than every earlier one: seconds since 2022, or the next number.</summary>
    public static int AllocateNewGeneration()
    {
        int now = (int)(DateTime.UtcNow - new DateTime(2022, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalSeconds;
        while (true)
        {
            int last = Volatile.Read(ref _lastGeneration);
            int next = Math.Max(now, last + 1);
            if (Interlocked.CompareExchange(ref _lastGeneration, next, last) == last) return next;
        }
    }

    /// <summary>The form <c>address:port@generation</c>.</summary>
    public string ToParsableString() => _text ??= string.Create(CultureInfo.InvariantCulture, $"{Endpoint}@{Generation}");

    /// <summary>Reads what <see cref="ToParsableString"/> wrote.</summary>
    public static SiloAddress FromParsableString(string addr)
    {
        int at = addr.LastIndexOf('@');
        return new SiloAddress(IPEndPoint.Parse(addr.AsSpan(0, at)), int.Parse(addr.AsSpan(at + 1), NumberStyles.Integer, CultureInfo.InvariantCulture));
    }

    /// <summary>A hash that is the same in every process.</summary>
    public int GetConsistentHashCode() => (int)StableHash.Compute32(ToParsableString());

    /// <inheritdoc/>
    public bool Equals(SiloAddress? other) => other is not null && Generation == other.Generation && Endpoint.Equals(other.Endpoint);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Endpoint.Port, Generation);

    /// <inheritdoc/>
    public int CompareTo(SiloAddress? other) =>
        other is null ? 1 : string.CompareOrdinal(ToParsableString(), other.ToParsableString());

    /// <summary>The letter S, the endpoint, the generation.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"S{Endpoint}:{Generation}");
}
