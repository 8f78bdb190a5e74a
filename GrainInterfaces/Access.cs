namespace Starling.GrainInterfaces;

/// <summary>What the bearer of a token may do. Every role may do what those before it may.</summary>
[GenerateSerializer]
public enum AccessRole
{
    /// <summary>Reads: jobs, status, events, results, the cluster.</summary>
    Viewer,

    /// <summary>Submits jobs, and pauses, resumes and cancels its own.</summary>
    Submitter,

    /// <summary>Does the same with the jobs of everybody.</summary>
    Operator,
}

/// <summary>
/// Lets clients call a method of a grain, with a token of at least this role. A method without it is for the cluster's own
/// grains: a client that calls it is refused.
/// </summary>
/// <param name="role">The least role.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AccessAttribute(AccessRole role) : Attribute
{
    /// <summary>The least role.</summary>
    public AccessRole Role { get; } = role;
}

/// <summary>The entries of a call's request context that say who calls.</summary>
public static class CallContextKeys
{
    /// <summary>The token of a client, or the secret that the silos of a cluster share.</summary>
    public const string Token = "starling.token";

    /// <summary>The name of the token's bearer; set by the silo that checked it, never believed of a client.</summary>
    public const string Caller = "starling.caller";

    /// <summary>The number of the role of the token's bearer (<see cref="AccessRole"/>); set with <see cref="Caller"/>.</summary>
    public const string Role = "starling.role";

    /// <summary>The labels that the silo of a new activation must carry, as <c>name=value</c> joined by commas.</summary>
    public const string Labels = "starling.labels";
}
