using Starling.Grains.Security;

namespace Starling.Silo.Settings;

/// <summary>Who may do what on a cluster: section <c>Security</c>, see <see cref="AccessOptions"/>.</summary>
public sealed class AccessSettings
{
    /// <summary>The file of tokens; null where the cluster asks for none.</summary>
    public string? TokensFile { get; set; }

    /// <summary>What the silos of a cluster know each other by, at least 32 characters; a secret, from the environment.</summary>
    public string? ClusterSecret { get; set; }

    /// <summary>A file that holds <see cref="ClusterSecret"/>.</summary>
    public string? ClusterSecretFile { get; set; }

    /// <summary>The folders whose files jobs may name; where none is given, any without access control and none with it.</summary>
    public string[]? AllowedFolders { get; set; }

    /// <summary>The options of the grains.</summary>
    internal AccessOptions ToOptions() => new()
    {
        TokensFile = TokensFile,
        ClusterSecret = ClusterSecret is null && ClusterSecretFile is null ? null : HostSettings.Secret(ClusterSecret, ClusterSecretFile),
        AllowedFolders = AllowedFolders is null ? null : [.. AllowedFolders],
    };
}
