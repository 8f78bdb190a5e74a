using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Options;

/// <summary>JSON to options and back. Comments and trailing commas are refused, as JSON has none.</summary>
public static class OptionsJson
{
    /// <summary>Canonical JSON: for machines on one line, for people indented.</summary>
    /// <param name="node">The options.</param>
    /// <param name="indented">Whether a person will read it.</param>
    public static string Write(OptionsNode node, bool indented = false)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            Indented = indented,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            WriteNode(writer, node);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Reads a JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="node">What it says.</param>
    /// <param name="issue">Why it is not JSON.</param>
    public static bool TryRead(
        string json, string source, [NotNullWhen(true)] out OptionsNode? node, [NotNullWhen(false)] out LocatedIssue? issue)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = false });
        var marks = new MarkFinder(text, source);
        try
        {
            reader.Read();
            node = ReadNode(ref reader, marks);

            // Behind the value only white space may stand; reading on says so.
            reader.Read();
            issue = null;
            return true;
        }
        catch (JsonException exception)
        {
            OptionsMark mark = marks.At((int)(exception.LineNumber ?? 0), (int)(exception.BytePositionInLine ?? 0));
            issue = new LocatedIssue(ErrorCatalog.JobFileSyntax, string.Empty, FirstSentence(exception.Message), mark);
        }
        catch (InvalidOperationException)
        {
            issue = new LocatedIssue(
                ErrorCatalog.JobFileSyntax, string.Empty, "This text is not valid Unicode.", marks.At(reader.TokenStartIndex));
        }

        node = null;
        return false;
    }

    private static OptionsNode ReadNode(ref Utf8JsonReader reader, MarkFinder marks)
    {
        OptionsMark mark = marks.At(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var fields = ImmutableArray.CreateBuilder<OptionsField>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    OptionsMark nameMark = marks.At(reader.TokenStartIndex);
                    string name = reader.GetString()!;
                    reader.Read();
                    fields.Add(new OptionsField(name, ReadNode(ref reader, marks), nameMark));
                }

                return new OptionsMap(fields.ToImmutable(), mark);
            case JsonTokenType.StartArray:
                var items = ImmutableArray.CreateBuilder<OptionsNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(ReadNode(ref reader, marks));

                return new OptionsList(items.ToImmutable(), mark);
            case JsonTokenType.String:
                return new OptionsScalar(reader.GetString()!, Quoted: true, mark);
            default:
                return new OptionsScalar(Encoding.UTF8.GetString(reader.ValueSpan), Quoted: false, mark);
        }
    }

    private static void WriteNode(Utf8JsonWriter writer, OptionsNode node)
    {
        switch (node)
        {
            case OptionsMap map:
                writer.WriteStartObject();
                foreach (OptionsField field in map.Fields)
                {
                    writer.WritePropertyName(field.Name);
                    WriteNode(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case OptionsList list:
                writer.WriteStartArray();
                foreach (OptionsNode item in list.Items)
                    WriteNode(writer, item);

                writer.WriteEndArray();
                break;
            case OptionsScalar { Quoted: true } text:
                writer.WriteStringValue(text.Text);
                break;
            case OptionsScalar scalar:
                writer.WriteRawValue(scalar.Text);
                break;
        }
    }

    /// <summary>The reader's message without its own account of the place, which the mark gives.</summary>
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    /// <summary>Turns positions in bytes into lines and columns.</summary>
    private sealed class MarkFinder
    {
        private readonly byte[] text;
        private readonly string source;
        private readonly List<int> lineStarts = [0];

        public MarkFinder(byte[] text, string source)
        {
            this.text = text;
            this.source = source;
            for (int i = 0; i < text.Length; i++)
            {
                if (text[i] == (byte)'\n')
                    lineStarts.Add(i + 1);
            }
        }

        public OptionsMark At(long position)
        {
            int found = lineStarts.BinarySearch((int)position);
            int line = found >= 0 ? found : ~found - 1;
            return At(line, (int)position - lineStarts[line]);
        }

        public OptionsMark At(int line, int bytes)
        {
            int length = Math.Min(bytes, text.Length - lineStarts[line]);
            return new OptionsMark(source, line + 1, Encoding.UTF8.GetCharCount(text.AsSpan(lineStarts[line], length)) + 1);
        }
    }
}
