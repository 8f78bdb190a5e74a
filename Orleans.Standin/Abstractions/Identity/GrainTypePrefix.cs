namespace Orleans.Runtime;

/// <summary>Names of grain classes that the runtime keeps to itself.</summary>
public static class GrainTypePrefix
{
    /// <summary>How the runtime's own begin.</summary>
    public const string SystemPrefix = "sys.";

    /// <summary>How clients begin.</summary>
    public const string ClientPrefix = SystemPrefix + "client";

    /// <summary>The class of clients.</summary>
    public static readonly GrainType ClientGrainType = GrainType.Create(ClientPrefix);

    /// <summary>Whether it is a client's.</summary>
    public static bool IsClient(this in GrainType type) => type.ToString()!.StartsWith(ClientPrefix, StringComparison.Ordinal);

    /// <summary>Whether it is a client's: one outside the silos, or a silo's host where it calls from outside every grain.</summary>
    public static bool IsClient(this in GrainId id) => id.Type.IsClient();
}
