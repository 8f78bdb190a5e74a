using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Starling.Algorithms.Errors;

namespace Starling.Dashboard;

/// <summary>Errors as problem details (RFC 9457): the number of the error, its title, the sentence, the remedy.</summary>
internal static class Problems
{
    private const string MediaType = "application/problem+json";

    /// <summary>The status of HTTP that says most about an error.</summary>
    public static int StatusOf(ErrorEntry error) => error.Code switch
    {
        "STAR0401" => StatusCodes.Status404NotFound,
        "STAR0404" or "STAR0412" => StatusCodes.Status409Conflict,
        "STAR0405" or "STAR0409" => StatusCodes.Status503ServiceUnavailable,
        "STAR0410" => StatusCodes.Status413PayloadTooLarge,
        "STAR0411" or "STAR0603" => StatusCodes.Status429TooManyRequests,
        "STAR0413" => StatusCodes.Status404NotFound,
        "STAR0601" => StatusCodes.Status401Unauthorized,
        "STAR0602" or "STAR0604" => StatusCodes.Status403Forbidden,
        ['S', 'T', 'A', 'R', '0', '1' or '2' or '8', ..] or "STAR0406" => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The details of an error.</summary>
    public static ProblemDetails Of(StarlingException exception) => Of(exception.Error, exception.Message);

    /// <summary>The details of an error.</summary>
    /// <param name="error">Its entry.</param>
    /// <param name="detail">The sentence.</param>
    /// <param name="status">The status of HTTP; null for the one that fits the entry.</param>
    public static ProblemDetails Of(ErrorEntry error, string detail, int? status = null) => new()
    {
        Type = $"urn:starling:error:{error.Code}",
        Title = error.Title,
        Status = status ?? StatusOf(error),
        Detail = detail,
        Extensions = { ["code"] = error.Code, ["remedy"] = error.Remedy },
    };

    /// <summary>Answers a request with an error.</summary>
    public static Task WriteAsync(HttpContext context, StarlingException exception)
    {
        ProblemDetails problem = Of(exception);
        context.Response.StatusCode = problem.Status!.Value;
        return context.Response.WriteAsJsonAsync(problem, options: null, contentType: MediaType, context.RequestAborted);
    }
}
