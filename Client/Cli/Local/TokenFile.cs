using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;

namespace Starling.Cli.Local;

/// <summary>A line of a file of tokens. The token itself stands nowhere: only its hash does.</summary>
internal sealed record TokenRow
{
    /// <summary>Who bears it.</summary>
    public required string Name { get; init; }

    /// <summary>What the bearer may do.</summary>
    public required AccessRole Role { get; init; }

    /// <summary>SHA-256 of the token's UTF-8 bytes, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When it ends to be good; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>The file of tokens that silos read (<c>Security:TokensFile</c>): a JSON array of <see cref="TokenRow"/>.</summary>
internal static class TokenFile
{
    private const int TokenBytes = 32;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>A new token: 256 random bits, in letters that need no quoting.</summary>
    public static string NewToken() => "star_" + System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>The line of a token.</summary>
    public static TokenRow Row(string name, AccessRole role, string token, DateTimeOffset? expires = null) => new()
    {
        Name = name,
        Role = role,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))),
        Expires = expires,
    };

    /// <summary>Reads a file; one that is not there has no rows.</summary>
    /// <exception cref="StarlingException">STAR0112: it is no file of tokens.</exception>
    public static IReadOnlyList<TokenRow> Read(string path)
    {
        if (!File.Exists(path))
            return [];

        try
        {
            return JsonSerializer.Deserialize<TokenRow[]>(File.ReadAllText(path), Form) ?? [];
        }
        catch (JsonException exception)
        {
            // The parser's own words may quote what stands there.
            throw new StarlingException(
                ErrorCatalog.BadConfiguration, $"The file of tokens {path}: line {exception.LineNumber + 1}: no list of {{ name, role, sha256, expires }}.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StarlingException(ErrorCatalog.BadConfiguration, $"The file of tokens {path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Replaces a file.</summary>
    public static void Write(string path, IEnumerable<TokenRow> rows) =>
        PrivateFile.Write(path, JsonSerializer.Serialize(rows, Form) + "\n");
}
