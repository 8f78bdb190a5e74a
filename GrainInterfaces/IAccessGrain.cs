namespace Starling.GrainInterfaces;

/// <summary>Tells the bearer of a token who the cluster takes it for. Keyed <see cref="Key"/>; it keeps nothing.</summary>
[Alias("starling.IAccessGrain")]
public interface IAccessGrain : IGrainWithStringKey
{
    /// <summary>The key of the one grain.</summary>
    const string Key = "access";

    /// <summary>The bearer of the token that the call came with. A token that the cluster does not accept is refused with STAR0601.</summary>
    [Alias("WhoAmI"), Access(AccessRole.Viewer)]
    Task<CallerInfo> WhoAmIAsync();
}

/// <summary>Who the cluster takes a caller for.</summary>
[GenerateSerializer, Immutable, Alias("starling.CallerInfo")]
public sealed record CallerInfo
{
    /// <summary>The name of the token's bearer; empty where the cluster asks for no tokens.</summary>
    [Id(0)]
    public string Name { get; init; } = "";

    /// <summary>What the bearer may do; everything where the cluster asks for no tokens.</summary>
    [Id(1)]
    public AccessRole Role { get; init; } = AccessRole.Operator;

    /// <summary>Whether the bearer may pause, resume, cancel, extend and forget a job.</summary>
    /// <param name="submitter">Who submitted the job.</param>
    public bool MayEnd(string submitter) =>
        Role == AccessRole.Operator || (Role == AccessRole.Submitter && Name.Length > 0 && Name == submitter);

    /// <summary>Whether the bearer may submit jobs.</summary>
    public bool MaySubmit => Role >= AccessRole.Submitter;
}
