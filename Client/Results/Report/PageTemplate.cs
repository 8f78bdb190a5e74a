using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Starling.Client.Results.Report;

/// <summary>
/// Puts a page together: templates, styles and scripts stand beside this file and are embedded in the assembly. A page needs nothing else, so it
/// opens offline and may be sent by mail.
/// </summary>
internal static class PageTemplate
{
    // The default encoder escapes '<', '>' and '&', so that no text of a job can end the script element.
    private static readonly JsonSerializerOptions Json = new(ResultJson.Line)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A template with its placeholders filled, each once.</summary>
    /// <param name="name">The template.</param>
    /// <param name="fill">What stands for a placeholder, as markup; null for one that is not known.</param>
    public static string Fill(string name, Func<string, string?> fill)
    {
        string template = Resource(name);
        var page = new StringBuilder(template.Length * 8);
        // One pass over the template: what is put in is never searched for placeholders.
        int position = 0;
        while (template.IndexOf("{{", position, StringComparison.Ordinal) is var open and >= 0)
        {
            int close = template.IndexOf("}}", open, StringComparison.Ordinal);
            string placeholder = template[(open + 2)..close];
            string filling = fill(placeholder) ?? throw new InvalidOperationException($"{name} has an unknown placeholder '{placeholder}'.");
            page.Append(template, position, open - position).Append(filling);
            position = close + 2;
        }

        return page.Append(template, position, template.Length - position).ToString();
    }

    /// <summary>What a page shows, as the JSON that its script reads; safe inside a script element.</summary>
    public static string Data(object data) => JsonSerializer.Serialize(data, Json);

    /// <summary>An embedded text.</summary>
    public static string Resource(string name)
    {
        using Stream stream = typeof(PageTemplate).Assembly.GetManifestResourceStream($"Starling.Client.Report.{name}")
            ?? throw new InvalidOperationException($"The assembly was built without {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
