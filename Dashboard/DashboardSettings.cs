using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Starling.Algorithms.Errors;
using Starling.Client.Connections;

namespace Starling.Dashboard;

/// <summary>How the dashboard is served and which cluster it shows: section <c>Dashboard</c> of its configuration.</summary>
public sealed class DashboardSettings : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Dashboard";

    /// <summary>
    /// Where it listens: one or more addresses separated by semicolons. Default <c>http://127.0.0.1:8080</c>; port 0 takes a free one.
    /// </summary>
    [Required]
    public string Url { get; set; } = "http://127.0.0.1:8080";

    /// <summary>The gateways of the cluster, as <see cref="StarlingConnectionOptions.Addresses"/>.</summary>
    public string? Cluster { get; set; }

    /// <summary>The id of the cluster. Default <c>starling</c>.</summary>
    public string ClusterId { get; set; } = "starling";

    /// <summary>
    /// The file with the dashboard's own token, role viewer: what all visitors see alike is asked for with it once for all. Null where
    /// the cluster asks for none. The file is read at the start.
    /// </summary>
    public string? TokenFile { get; set; }

    /// <summary>The certificate of the authority that signed the silos' certificates; null for those that the system trusts.</summary>
    public string? CaFile { get; set; }

    /// <summary>Whether the connection to the cluster is encrypted. Default: as <see cref="StarlingConnectionOptions.Tls"/>.</summary>
    public TlsUse Tls { get; set; }

    /// <summary>The name that the silos' certificates must carry; null for the host of each address.</summary>
    public string? ServerName { get; set; }

    /// <summary>
    /// The folder with the keys that protect the cookies of people who have signed in. Null, the default, makes new ones at every start:
    /// people sign in again. Several dashboards behind one address share the folder.
    /// </summary>
    public string? KeysFolder { get; set; }

    /// <summary>
    /// The path under which it is reached, such as <c>/starling</c>, where a reverse proxy shares the address with others. Default: none.
    /// </summary>
    public string PathBase { get; set; } = "";

    /// <summary>Hours after which a person who has signed in must do so again. Default 12.</summary>
    [Range(0.01, 24 * 365)]
    public double SignInHours { get; set; } = 12;

    /// <summary>
    /// Requests to the HTTP API that one token, or one address without a token, may make in a second; twice as many in a burst.
    /// 0 for no limit. Default 100.
    /// </summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>Event streams of the HTTP API that one caller may hold open at the same time. Default 50.</summary>
    [Range(1, 1_000_000)]
    public int StreamsPerCaller { get; set; } = 50;

    /// <summary>Reads the section and checks all of it.</summary>
    /// <exception cref="StarlingException">STAR0112: what is wrong, setting by setting.</exception>
    public static DashboardSettings Read(IConfiguration configuration)
    {
        var settings = new DashboardSettings();
        try
        {
            configuration.GetSection(Section).Bind(settings);
        }
        catch (InvalidOperationException exception)
        {
            throw new StarlingException(
                ErrorCatalog.BadConfiguration, (exception.InnerException ?? exception).Message, exception);
        }

        settings.Validate();
        return settings;
    }

    /// <summary>Checks everything at once.</summary>
    /// <exception cref="StarlingException">STAR0112: what is wrong, setting by setting.</exception>
    public void Validate()
    {
        var wrong = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), wrong, validateAllProperties: true))
            throw new StarlingException(ErrorCatalog.BadConfiguration, string.Join(' ', wrong.Select(item => $"{Section}: {item.ErrorMessage}")));
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (string url in Url.Split(';'))
        {
            // A star or a plus for every address is Kestrel's own way to write it.
            string plain = url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal);
            if (!(Uri.TryCreate(plain, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
                yield return new ValidationResult($"{nameof(Url)} has '{url}'; it must be an http or https address.");
        }

        if (PathBase.Length > 0 && (!PathBase.StartsWith('/') || PathBase.EndsWith('/')))
            yield return new ValidationResult($"{nameof(PathBase)} is '{PathBase}'; it begins with a slash and does not end with one.");
    }

    /// <summary>How the cluster is reached.</summary>
    /// <exception cref="StarlingException">STAR0112: no cluster is named, or the file of the token cannot be read.</exception>
    internal StarlingConnectionOptions ToConnection() => new()
    {
        Addresses = Cluster ?? throw new StarlingException(
            ErrorCatalog.BadConfiguration, $"{Section}:{nameof(Cluster)} is missing: the gateways of the cluster, HOST:PORT[,...]."),
        ClusterId = ClusterId,
        Token = ReadToken(),
        CaFile = CaFile,
        Tls = Tls,
        ServerName = ServerName,
        ConnectTimeout = TimeSpan.FromSeconds(30),
    };

    private string? ReadToken()
    {
        try
        {
            return TokenFile is null ? null : File.ReadAllText(TokenFile).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StarlingException(
                ErrorCatalog.BadConfiguration, $"{Section}:{nameof(TokenFile)}: {exception.Message}", exception);
        }
    }
}
