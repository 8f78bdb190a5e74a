using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Dashboard.Api;
using Starling.Dashboard.Clusters;
using Starling.Dashboard.Components;
using Starling.Dashboard.SignIn;
using Starling.Dashboard.Telemetry;

namespace Starling.Dashboard;

/// <summary>The web server of the dashboard and of the HTTP API: beside the silos, or inside <c>starling run</c>.</summary>
public sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication application;

    private DashboardHost(WebApplication application) => this.application = application;

    /// <summary>The address where it is reached, after it has started.</summary>
    public Uri Address => new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        .Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal));

    /// <summary>Starts a dashboard for a cluster that this process has a client of, which asks for no tokens.</summary>
    /// <param name="client">The client; it stays the caller's.</param>
    /// <param name="settings">Where it listens.</param>
    /// <param name="configure">Changes the host before it is built; null for nothing.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="StarlingException">STAR0707: it cannot listen there.</exception>
    public static async Task<DashboardHost> StartAsync(
        IStarlingClient client, DashboardSettings settings, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        settings.Validate();
        WebApplicationBuilder builder = CreateBuilder([]);
        builder.Logging.ClearProviders();
        // The terminal, and with it the signals, belong to whoever runs the cluster.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return await StartAsync(builder, new LentCluster(client), settings, configure, cancellationToken);
    }

    /// <summary>Starts a dashboard for a cluster that is given by other means.</summary>
    internal static Task<DashboardHost> StartAsync(
        ICluster cluster, DashboardSettings settings, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        WebApplicationBuilder builder = CreateBuilder([]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return StartAsync(builder, cluster, settings, configure, cancellationToken);
    }

    /// <summary>
    /// Serves the dashboard of a cluster of other processes, configured by <c>appsettings.json</c>, the environment and the command line
    /// (<see cref="DashboardSettings"/>), until it is asked to stop.
    /// </summary>
    /// <param name="args">Settings, such as <c>--Dashboard:Cluster=silo-1:30000</c>.</param>
    /// <param name="configure">Changes the host before it is built; null for nothing.</param>
    /// <returns>0 after an orderly end; 2 where it cannot start. One line on standard error says why.</returns>
    public static async Task<int> RunAsync(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        try
        {
            WebApplicationBuilder builder = CreateBuilder(args);
            builder.Logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                options.UseUtcTimestamp = true;
            });
            // That the keys of cookies lie in a folder of the owner is what was asked for.
            builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
            DashboardSettings settings = DashboardSettings.Read(builder.Configuration);
            TelemetrySettings telemetry = TelemetrySettings.Read(builder.Configuration);
            if (telemetry.Wrong().ToArray() is { Length: > 0 } wrong)
                throw new StarlingException(ErrorCatalog.BadConfiguration, string.Join(' ', wrong.Select(item => item.ErrorMessage)));
            if (telemetry.Endpoint is not null)
                builder.Services.AddSingleton(telemetry).AddHostedService<TelemetryExport>();

            await using ConnectedCluster cluster = await ConnectedCluster.ConnectAsync(settings.ToConnection(), CancellationToken.None);
            await using DashboardHost host = await StartAsync(builder, cluster, settings, configure, CancellationToken.None);
            await host.application.WaitForShutdownAsync();
            return 0;
        }
        catch (StarlingException refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Line);
            return 2;
        }
    }

    /// <summary>Stops it: open pages and streams are told, and it waits a moment for them.</summary>
    public async ValueTask DisposeAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await application.StopAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await application.DisposeAsync();
    }

    private static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // The static files are those that the web SDK gathered for the program, whichever folder it is started from.
        string program = File.Exists(Path.Combine(AppContext.BaseDirectory, "starling.staticwebassets.endpoints.json")) ? "starling" : "Starling.Dashboard";
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = program,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, $"{program}.staticwebassets.runtime.json")))
            builder.WebHost.UseStaticWebAssets();
        return builder;
    }

    private static async Task<DashboardHost> StartAsync(
        WebApplicationBuilder builder, ICluster cluster, DashboardSettings settings, Action<WebApplicationBuilder>? configure, CancellationToken cancellationToken)
    {
        builder.WebHost.UseUrls(settings.Url);
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(cluster);
        builder.Services.AddSignIn(settings);
        builder.Services.AddDashboardApi();
        builder.Services.AddDashboardPages();
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost);
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        if (settings.PathBase.Length > 0)
            app.UsePathBase(settings.PathBase);
        app.UseForwardedHeaders();
        app.UseMiddleware<OwnSiteOnly>();
        app.UseMiddleware<NotFoundPage>();
        app.UseRouting();
        app.UseDashboardApi();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapSignIn();
        app.MapDashboardApi();
        app.MapDashboardPages();
        try
        {
            await app.StartAsync(cancellationToken);
            return new DashboardHost(app);
        }
        catch (IOException exception)
        {
            await app.DisposeAsync();
            throw new StarlingException(ErrorCatalog.DashboardCannotListen, $"{settings.Url}: {exception.Message}", exception);
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
