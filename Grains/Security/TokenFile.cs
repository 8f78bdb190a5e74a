using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;

namespace Starling.Grains.Security;

/// <summary>
/// The form of a file of tokens: a JSON array of <c>{ "name": "ada", "role": "submitter", "sha256": "64 digits",
/// "expires": "2027-01-01T00:00:00Z" }</c>. The hash is that of the token's UTF-8 bytes, in hexadecimal; <c>expires</c> may be left out.
/// </summary>
internal static class TokenFile
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it comes from, for messages.</param>
    /// <exception cref="StarlingException">STAR0112: everything that is wrong. No hash stands in the message.</exception>
    public static ImmutableArray<TokenEntry> Read(string text, string path)
    {
        Row?[] rows;
        try
        {
            rows = JsonSerializer.Deserialize<Row?[]>(text, Form) ?? [];
        }
        catch (JsonException exception)
        {
            // The message of the parser may quote the text; the place is enough.
            throw Wrong(path, [$"line {exception.LineNumber + 1}: no list of {{ name, role, sha256, expires }}."]);
        }

        List<string> wrong = [];
        var entries = ImmutableArray.CreateBuilder<TokenEntry>(rows.Length);
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < rows.Length; i++)
        {
            Row row = rows[i] ?? new Row();
            string place = $"entry {i + 1}";
            if (string.IsNullOrWhiteSpace(row.Name))
                wrong.Add($"{place} has no name.");
            else if (!names.Add(row.Name))
                wrong.Add($"{place}: the name '{row.Name}' is there twice.");

            AccessRole? role = row.Role switch
            {
                "viewer" => AccessRole.Viewer,
                "submitter" => AccessRole.Submitter,
                "operator" => AccessRole.Operator,
                _ => null,
            };
            if (role is null)
                wrong.Add($"{place}: the role is one of viewer, submitter, operator.");

            byte[] hash = row.Sha256 is { Length: SHA256.HashSizeInBytes * 2 } digits && digits.All(char.IsAsciiHexDigit)
                ? Convert.FromHexString(digits)
                : [];
            if (hash.Length == 0)
                wrong.Add($"{place}: sha256 has 64 hexadecimal digits.");

            entries.Add(new TokenEntry(row.Name ?? "", role ?? AccessRole.Viewer, hash, row.Expires));
        }

        return wrong.Count == 0 ? entries.MoveToImmutable() : throw Wrong(path, wrong);
    }

    private static StarlingException Wrong(string path, List<string> wrong) =>
        new(ErrorCatalog.BadConfiguration, $"The file of tokens {path}: {string.Join(' ', wrong)}");

    private sealed record Row
    {
        public string? Name { get; init; }

        public string? Role { get; init; }

        public string? Sha256 { get; init; }

        public DateTimeOffset? Expires { get; init; }
    }
}
