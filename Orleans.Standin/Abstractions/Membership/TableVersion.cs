using System.Globalization;

namespace Orleans;

/// <summary>The version of a membership table: a number that every change raises, and the tag that a change is conditioned on.</summary>
[GenerateSerializer, Immutable]
public sealed class TableVersion : IEquatable<TableVersion>
{
    /// <summary>Makes a version.</summary>
    public TableVersion(int version, string eTag)
    {
        Version = version;
        VersionEtag = eTag;
    }

    /// <summary>The number.</summary>
    [Id(0)]
    public int Version { get; }

    /// <summary>The tag of the table as it was read.</summary>
    [Id(1)]
    public string VersionEtag { get; }

    /// <summary>The next number, conditioned on this tag.</summary>
    public TableVersion Next() => new(Version + 1, VersionEtag);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"<{Version}, {VersionEtag}>");

    /// <inheritdoc/>
    public bool Equals(TableVersion? other) =>
        other is not null && Version == other.Version && string.Equals(VersionEtag, other.VersionEtag, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TableVersion);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Version, VersionEtag);

    /// <summary>Whether two are equal.</summary>
    public static bool operator ==(TableVersion? left, TableVersion? right) => Equals(left, right);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(TableVersion? left, TableVersion? right) => !Equals(left, right);
}
