namespace Orleans.Runtime;

/// <summary>The name of a grain class in the cluster.</summary>
[Immutable]
public readonly struct GrainType : IEquatable<GrainType>, IComparable<GrainType>
{
    /// <summary>Makes a name.</summary>
    public GrainType(IdSpan id)
    {
        Value = id;
    }

    /// <summary>The name's bytes.</summary>
    public IdSpan Value { get; }

    /// <summary>Whether this is no name.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>Makes a name.</summary>
    public static GrainType Create(string value) => new(IdSpan.Create(value));

    /// <inheritdoc/>
    public bool Equals(GrainType obj) => Value.Equals(obj.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(GrainType other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    /// <summary>Whether two are equal.</summary>
    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
}
