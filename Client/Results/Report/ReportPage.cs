using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Starling.Client.Results.Report;

/// <summary>
/// Puts <c>report.html</c> together: the template, its style and its script stand beside this file and are embedded in the
/// assembly. The page needs nothing else, so it opens offline and may be sent by mail.
/// </summary>
internal static class ReportPage
{
    // The default encoder escapes '<', '>' and '&', so that no text of the job can end the script element.
    private static readonly JsonSerializerOptions Json = new(ResultJson.Line)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The page as text.</summary>
    public static string Render(ReportData data)
    {
        string template = Resource("report.html");
        var page = new StringBuilder(template.Length * 8);
        // One pass over the template: what is put in is never searched for placeholders.
        int position = 0;
        while (template.IndexOf("{{", position, StringComparison.Ordinal) is var open and >= 0)
        {
            int close = template.IndexOf("}}", open, StringComparison.Ordinal);
            page.Append(template, position, open - position).Append(Fill(template[(open + 2)..close], data));
            position = close + 2;
        }

        return page.Append(template, position, template.Length - position).ToString();
    }

    private static string Fill(string placeholder, ReportData data) => placeholder switch
    {
        "title" => WebUtility.HtmlEncode(data.Result.Name),
        "style" => Resource("report.css"),
        "script" => Resource("report.js"),
        "network" => data.Network is { } network ? NetworkPicture.Section(network, data.Result.Advice) : "",
        "data" => JsonSerializer.Serialize(data, Json),
        _ => throw new InvalidOperationException($"The report's template has an unknown placeholder '{placeholder}'."),
    };

    private static string Resource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream($"Starling.Client.Report.{name}")
            ?? throw new InvalidOperationException($"The assembly was built without {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
