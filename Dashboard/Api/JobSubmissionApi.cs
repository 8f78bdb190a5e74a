using System.Collections.Immutable;
using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Starling.Algorithms.Errors;
using Starling.Client.Http;
using Starling.Client.Jobs;
using Starling.Dashboard.SignIn;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Api;

/// <summary>Takes jobs in.</summary>
internal static class JobSubmissionApi
{
    private const int LongestKey = 255;

    /// <summary>Maps the routes.</summary>
    public static void MapJobSubmission(this IEndpointRouteBuilder api)
    {
        api.MapPost("/jobs", SubmitAsync).In("Jobs").Describe("submitJob", "Submits a job file.", 409, 413, 415)
            .Accepts<JsonElement>("application/json", "application/yaml", "text/yaml", "application/x-yaml");
        api.MapPost("/jobs/validate", ValidateAsync).In("Jobs").Describe("validateJob", "Checks a job file, and resolves its fields.", 413, 415)
            .Accepts<JsonElement>("application/json", "application/yaml", "text/yaml", "application/x-yaml");
    }

    private static async Task<Results<Created<SubmittedJob>, ProblemHttpResult>> SubmitAsync(
        HttpContext context, JobBody body,
        [FromHeader(Name = "Idempotency-Key"), Description("The same key of the same caller stands for the same job, however often it is sent.")] string? key,
        [Description("The id wanted; by default made of the job's name. Not together with Idempotency-Key.")] string? id,
        CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        if (!caller.MaySubmit)
            throw new StarlingException(ErrorCatalog.NotAllowed, $"Submitting a job needs the role submitter; this token has {caller.Info.Role.ToString().ToLowerInvariant()}.");
        if (key is not null && (key.Length is 0 or > LongestKey || key.Any(char.IsControl)))
            throw ApiCaller.Invalid($"'Idempotency-Key' must have 1 to {LongestKey} characters.");
        if (key is not null && id is not null)
            throw ApiCaller.Invalid("'id' and 'Idempotency-Key' are two ways to name a job; send one of them.");
        if (id is not null && !JobIds.IsValid(id))
            throw ApiCaller.Invalid($"'id' is '{id}'; it must be {JobIds.Rule}.");

        (JobFileResult file, ImmutableArray<ApiMistake> mistakes) = await body.ReadAsync(context, cancellationToken);
        if (file.Spec is not { } spec || mistakes.Length > 0)
            throw new JobMistakesException(mistakes);

        string jobId;
        try
        {
            jobId = await context.Client().SubmitAsync(spec, key is null ? id : IdOf(caller.Info.Name, key), cancellationToken);
        }
        catch (StarlingException taken) when (key is not null && taken.Error == ErrorCatalog.JobExists)
        {
            throw new StarlingException(ErrorCatalog.KeyReused, $"The key '{key}' was used for another job.", taken);
        }

        return TypedResults.Created($"{context.Request.PathBase}{DashboardApi.Root}/jobs/{jobId}", new SubmittedJob { JobId = jobId });
    }

    /// <summary>The id of a job that was submitted with a key: the same on every server, and after a restart.</summary>
    internal static string IdOf(string caller, string key) =>
        $"job-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\0{key}")))[..24]}";

    private static async Task<Ok<ValidationOutcome>> ValidateAsync(HttpContext context, JobBody body, CancellationToken cancellationToken)
    {
        (JobFileResult file, ImmutableArray<ApiMistake> mistakes) = await body.ReadAsync(context, cancellationToken);
        bool isValid = mistakes.Length == 0 && file.Definition is not null;
        return TypedResults.Ok(new ValidationOutcome
        {
            IsValid = isValid,
            Errors = mistakes,
            Job = isValid ? JsonNode.Parse(file.Definition!.ToJobJson()) : null,
            Yaml = isValid ? file.Definition!.ToYaml() : null,
        });
    }
}
