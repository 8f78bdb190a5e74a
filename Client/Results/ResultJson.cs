using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Starling.Client.Results;

/// <summary>How results are written as JSON: camelCase names, kebab-case enum values, round-trip numbers.</summary>
public static class ResultJson
{
    /// <summary>One line: for <c>events.jsonl</c> and <c>--json</c>. Fields without a value are left out.</summary>
    public static JsonSerializerOptions Line { get; } = Make(indented: false, JsonIgnoreCondition.WhenWritingNull);

    /// <summary>Indented, for people; fields without a value are written as null, so that every file has the same fields.</summary>
    public static JsonSerializerOptions Document { get; } = Make(indented: true, JsonIgnoreCondition.Never);

    private static JsonSerializerOptions Make(bool indented, JsonIgnoreCondition ignore) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        NewLine = "\n",
        DefaultIgnoreCondition = ignore,
        // A run that diverges has losses that are not finite; JSON has no number for them, so they become strings.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };
}
