using System.Text.RegularExpressions;

namespace Starling.GrainInterfaces;

/// <summary>
/// Ids of jobs. They are keys of grains, parts of paths and of keys in every storage; the ADO.NET storage of Orleans takes a key that
/// is a hexadecimal number for that number, so that two ways to write one number would be one job.
/// </summary>
public static partial class JobIds
{
    /// <summary>What a valid id is, in words.</summary>
    public const string Rule =
        "1 to 100 letters, digits, '-', '_' or '.', with a letter, digit or '_' at the beginning; one that is a hexadecimal number has no capitals and no leading zeros";

    /// <summary>Whether an id is valid.</summary>
    public static bool IsValid(string id) =>
        Pattern().IsMatch(id) && !(id.All(char.IsAsciiHexDigit) && (id.Any(char.IsAsciiLetterUpper) || (id.Length > 1 && id[0] == '0')));

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.\-]{0,99}\z", RegexOptions.None, 1000)]
    private static partial Regex Pattern();
}
