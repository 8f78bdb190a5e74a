using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Starling.Client.Results;
using Starling.Dashboard.Api.Limits;

namespace Starling.Dashboard.Api;

/// <summary>The HTTP API under <c>/api/v1</c>.</summary>
internal static class DashboardApi
{
    /// <summary>The root of all routes.</summary>
    public const string Root = "/api/v1";

    /// <summary>What the endpoints need.</summary>
    public static IServiceCollection AddDashboardApi(this IServiceCollection services)
    {
        services.AddSingleton<RequestLimits>();
        services.AddSingleton<JobBody>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(options =>
        {
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            options.SerializerOptions.NumberHandling = ResultJson.Line.NumberHandling;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            foreach (JsonConverter converter in ResultJson.Line.Converters)
                options.SerializerOptions.Converters.Add(converter);
        });
        return services.AddApiDescription();
    }

    /// <summary>What stands before the endpoints: errors as problem details, limits.</summary>
    public static void UseDashboardApi(this IApplicationBuilder application)
    {
        application.UseMiddleware<ProblemMiddleware>();
        application.UseMiddleware<LimitMiddleware>();
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapDashboardApi(this IEndpointRouteBuilder routes)
    {
        routes.MapHealth();
        RouteGroupBuilder api = routes.MapGroup(Root).RequireAuthorization().DisableAntiforgery();
        api.MapJobs();
        api.MapJobSubmission();
        api.MapJobOrders();
        api.MapJobEvents();
        api.MapJobFiles();
        api.MapCluster();
        routes.MapApiDescription();
    }
}
