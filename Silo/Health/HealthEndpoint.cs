using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Starling.Silo.Settings;

namespace Starling.Silo.Health;

/// <summary>
/// Answers <c>/health/live</c>, whether the process lives, <c>/health/startup</c>, whether the silo has joined its cluster since it was
/// started, and <c>/health/ready</c>, whether it is a member and its storage can be used: 200 or 503, with a word of text. It is there
/// before the silo starts and until it has stopped.
/// </summary>
/// <param name="settings">Where.</param>
/// <param name="readiness">Whether the silo is ready.</param>
internal sealed class HealthEndpoint(HealthSettings settings, Readiness readiness) : IHostedService, IAsyncDisposable
{
    private const string Live = "/health/live";
    private const string Startup = "/health/startup";
    private const string Ready = "/health/ready";

    private WebApplication? web;

    /// <summary>The address that it answers at; null before it has started.</summary>
    public string? Address => web?.Urls.Single();

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // An empty builder: neither the environment nor a file adds an address or a log.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 100;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
            kestrel.Listen(IPAddress.Parse(settings.Address), settings.Port);
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        web = builder.Build();
        web.Run(AnswerAsync);
        await web.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => web?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => web?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task AnswerAsync(HttpContext context)
    {
        (int status, string text) = context.Request.Path.Value switch
        {
            Live => (StatusCodes.Status200OK, "alive"),
            Startup => readiness.StartTrouble() is { } early
                ? (StatusCodes.Status503ServiceUnavailable, early)
                : (StatusCodes.Status200OK, "started"),
            Ready => await readiness.TroubleAsync(context.RequestAborted) is { } trouble
                ? (StatusCodes.Status503ServiceUnavailable, trouble)
                : (StatusCodes.Status200OK, "ready"),
            _ => (StatusCodes.Status404NotFound, $"there are {Live}, {Startup} and {Ready}"),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>The signals of the process belong to the silo's host.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
