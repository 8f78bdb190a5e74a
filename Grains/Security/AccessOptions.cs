using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Starling.Grains.Security;

/// <summary>Who may do what on a cluster: section <c>Security</c> of the silos' configuration.</summary>
public sealed class AccessOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Security";

    /// <summary>The least number of characters of <see cref="ClusterSecret"/>.</summary>
    public const int LeastSecretLength = 32;

    /// <summary>
    /// The file of tokens: see <see cref="TokenBook"/>. Null, the default, where the cluster asks for none. It is read again
    /// when it changes.
    /// </summary>
    public string? TokensFile { get; set; }

    /// <summary>
    /// What the silos of a cluster know each other by, the same on all of them, at least 32 characters. From the environment or a
    /// file, never from the command line; it appears in no log.
    /// </summary>
    public string? ClusterSecret { get; set; }

    /// <summary>How often the file of tokens is looked at, at most. Default 2 s.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The folders whose files jobs may name (<c>data.path</c> of csv, libsvm and npy); null, the default, lets them name any.
    /// An empty list forbids all. Data sets by name are always allowed.
    /// </summary>
    public ImmutableArray<string>? AllowedFolders { get; set; }

    /// <summary>Whether the silo asks callers who they are.</summary>
    public bool IsOn => TokensFile is not null || ClusterSecret is not null;
}

/// <summary>Checks <see cref="AccessOptions"/> when the silo starts.</summary>
internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        List<string> wrong = [];
        if (options.TokensFile is not null && options.ClusterSecret is null)
        {
            wrong.Add($"{AccessOptions.Section}:TokensFile is given without {AccessOptions.Section}:ClusterSecret; "
                + "silos would refuse each other's calls.");
        }

        if (options.ClusterSecret is { Length: < AccessOptions.LeastSecretLength } secret)
        {
            wrong.Add($"{AccessOptions.Section}:ClusterSecret has {secret.Length} characters; "
                + $"it must have at least {AccessOptions.LeastSecretLength}.");
        }

        if (options.LookEvery < TimeSpan.Zero)
            wrong.Add($"{AccessOptions.Section}:LookEvery is {options.LookEvery}; it must not be negative.");
        foreach (string folder in options.AllowedFolders ?? [])
        {
            if (!Path.IsPathFullyQualified(folder))
                wrong.Add($"{AccessOptions.Section}:AllowedFolders has '{folder}'; a folder is named by its full path.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
