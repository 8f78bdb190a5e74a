using System.Net;

namespace Starling.Client.Results.Report;

/// <summary>Puts <c>report.html</c> together.</summary>
internal static class ReportPage
{
    /// <summary>The page as text.</summary>
    public static string Render(ReportData data) => PageTemplate.Fill("report.html", placeholder => placeholder switch
    {
        "title" => WebUtility.HtmlEncode(data.Result.Name),
        "style" => PageTemplate.Resource("report.css"),
        "script" => PageTemplate.Resource("page.js") + PageTemplate.Resource("report.js"),
        "network" => data.Network is { } network ? NetworkPicture.Section(network, data.Result.Advice) : "",
        "data" => PageTemplate.Data(data),
        _ => null,
    });
}
