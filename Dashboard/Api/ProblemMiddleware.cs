using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Errors;
using Starling.Client.Http;

namespace Starling.Dashboard.Api;

/// <summary>Makes every error of the API problem details, whoever met it: the router, the reader of a body, the cluster, or a bug.</summary>
/// <param name="next">What follows.</param>
/// <param name="log">Where bugs are told of.</param>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    /// <summary>The largest body that is read: a job of 1 MiB, and some room.</summary>
    public const int LargestBody = (1 << 20) + (1 << 16);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestBody;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.StatusCode >= 400 && context.Response.ContentType is null)
                await Problems.WriteAsync(context, OfStatus(context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (StarlingException refusal)
        {
            if (Problems.StatusOf(refusal.Error) == StatusCodes.Status500InternalServerError)
                LogFault(refusal, context.Request.Method, context.Request.Path);
            await AnswerAsync(context, Problems.Of(refusal));
        }
        catch (JobMistakesException mistakes)
        {
            await AnswerAsync(context, mistakes.ToProblem());
        }
        catch (BadHttpRequestException bad)
        {
            await AnswerAsync(context, OfBadRequest(context, bad));
        }
        catch (Exception fault)
        {
            LogFault(fault, context.Request.Method, context.Request.Path);
            await AnswerAsync(context, Problems.Of(ErrorCatalog.ServerFault, "The request could not be answered."));
        }
    }

    private static ApiProblem OfBadRequest(HttpContext context, BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => TooLarge(),
        StatusCodes.Status415UnsupportedMediaType => Problems.Of(ErrorCatalog.MediaTypeUnsupported, WrongType(context)),
        _ => Problems.Of(ErrorCatalog.RequestInvalid, bad.InnerException is System.Text.Json.JsonException json
            ? $"The body is not the JSON that is read here: {json.Message}"
            : bad.Message),
    };

    private static ApiProblem OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.Of(ErrorCatalog.RouteUnknown, $"There is nothing at {context.Request.Path}."),
        StatusCodes.Status405MethodNotAllowed => Problems.Of(
            ErrorCatalog.MethodNotAllowed, $"{context.Request.Method} is no method of {context.Request.Path}."),
        StatusCodes.Status415UnsupportedMediaType => Problems.Of(ErrorCatalog.MediaTypeUnsupported, WrongType(context)),
        StatusCodes.Status413PayloadTooLarge => TooLarge(),
        StatusCodes.Status401Unauthorized => Problems.Of(ErrorCatalog.NotAuthenticated, "The request carries no token: send it as 'Authorization: Bearer TOKEN'."),
        StatusCodes.Status403Forbidden => Problems.Of(ErrorCatalog.NotAllowed, "The token's role does not allow this."),
        var status => Problems.Of(status < 500 ? ErrorCatalog.RequestInvalid : ErrorCatalog.ServerFault, "The request could not be answered.", status),
    };

    private static ApiProblem TooLarge() => Problems.Of(
        ErrorCatalog.BodyTooLarge, string.Create(CultureInfo.InvariantCulture, $"The body is larger than {LargestBody} bytes."));

    private static string WrongType(HttpContext context) => string.IsNullOrEmpty(context.Request.ContentType)
        ? "The body has no Content-Type."
        : $"A body of type '{context.Request.ContentType}' is not read here.";

    private static Task AnswerAsync(HttpContext context, ApiProblem problem)
    {
        if (context.Response.HasStarted)
        {
            // Half of an answer must not look like a whole one.
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return Problems.WriteAsync(context, problem);
    }

    [LoggerMessage(9001, LogLevel.Error, "{Method} {Path} met an error that nobody expected.")]
    private partial void LogFault(Exception fault, string method, PathString path);
}
