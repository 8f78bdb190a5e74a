using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Starling.Cli.Jobs;

/// <summary>
/// Prints a resolved job as YAML, two spaces a level, lists of plain values in one line: a text that can be saved as a job
/// file.
/// </summary>
internal static class YamlText
{
    private static readonly string[] Words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"];

    /// <summary>The text, with a line end after the last line.</summary>
    public static string From(JsonNode? node)
    {
        var text = new StringBuilder();
        if (node is JsonObject or JsonArray)
            WriteBlock(text, node, 0);
        else
            text.Append(Scalar(node)).Append('\n');
        return text.ToString();
    }

    private static void WriteBlock(StringBuilder text, JsonNode node, int depth)
    {
        if (node is JsonObject fields)
        {
            foreach ((string name, JsonNode? value) in fields)
            {
                Indent(text, depth).Append(Text(name)).Append(':');
                WriteValue(text, value, depth + 1);
            }
        }
        else
        {
            foreach (JsonNode? item in (JsonArray)node)
            {
                Indent(text, depth).Append('-');
                WriteValue(text, item, depth + 1);
            }
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int depth)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 }:
            case JsonArray array when array.Any(item => item is JsonObject or JsonArray):
                text.Append('\n');
                WriteBlock(text, value, depth);
                break;
            case JsonObject:
                text.Append(" {}\n");
                break;
            case JsonArray array:
                text.Append(" [").AppendJoin(", ", array.Select(Scalar)).Append("]\n");
                break;
            default:
                text.Append(' ').Append(Scalar(value)).Append('\n');
                break;
        }
    }

    private static StringBuilder Indent(StringBuilder text, int depth) => text.Append(' ', depth * 2);

    private static string Scalar(JsonNode? value) => value switch
    {
        null => "null",
        JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => Text(scalar.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    // Plain where YAML cannot take it for anything else; else as a JSON string, which is YAML too.
    private static string Text(string value)
    {
        bool plain = value.Length > 0 && (char.IsAsciiLetter(value[0]) || value[0] is '_' or '/')
            && value.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '/')
            && !Words.Contains(value, StringComparer.OrdinalIgnoreCase);
        return plain ? value : JsonSerializer.Serialize(value);
    }
}
