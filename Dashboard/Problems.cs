using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Starling.Algorithms.Errors;
using Starling.Client.Http;
using Starling.Client.Results;

namespace Starling.Dashboard;

/// <summary>Errors as problem details (RFC 9457): the number of the error, its title, the sentence, the remedy.</summary>
internal static class Problems
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

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
        "STAR0901" => StatusCodes.Status400BadRequest,
        "STAR0902" => StatusCodes.Status404NotFound,
        "STAR0903" => StatusCodes.Status405MethodNotAllowed,
        "STAR0904" => StatusCodes.Status415UnsupportedMediaType,
        "STAR0905" => StatusCodes.Status413PayloadTooLarge,
        "STAR0906" => StatusCodes.Status409Conflict,
        ['S', 'T', 'A', 'R', '0', '1' or '2' or '8', ..] or "STAR0406" => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The details of an error.</summary>
    public static ApiProblem Of(StarlingException exception) => Of(exception.Error, exception.Message);

    /// <summary>The details of an error.</summary>
    /// <param name="error">Its entry.</param>
    /// <param name="detail">The sentence.</param>
    /// <param name="status">The status of HTTP; null for the one that fits the entry.</param>
    /// <param name="mistakes">Of a job with mistakes: all of them.</param>
    public static ApiProblem Of(ErrorEntry error, string detail, int? status = null, ImmutableArray<ApiMistake>? mistakes = null) => new()
    {
        Type = $"urn:starling:error:{error.Code}",
        Title = error.Title,
        Status = status ?? StatusOf(error),
        Detail = detail,
        Code = error.Code,
        Remedy = error.Remedy,
        Errors = mistakes,
    };

    /// <summary>Answers a request with an error.</summary>
    public static Task WriteAsync(HttpContext context, StarlingException exception) => WriteAsync(context, Of(exception));

    /// <summary>Answers a request with an error.</summary>
    public static Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.StatusCode = problem.Status;
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable && context.Response.Headers.RetryAfter.Count == 0)
            context.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
        return context.Response.WriteAsJsonAsync(problem, ResultJson.Line, MediaType, context.RequestAborted);
    }
}
