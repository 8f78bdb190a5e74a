using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Errors;
using Starling.Silo.Lifetime;
using Starling.Silo.Settings;

namespace Starling.Silo;

/// <summary>A silo as a process of its own.</summary>
public static partial class SiloHost
{
    private const int Done = 0;
    private const int NotInOrder = LastWords.ExitCode;
    private const int Refused = 2;

    /// <summary>How long a silo that must not stay takes to tell the others that it leaves.</summary>
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs a silo, configured by <c>appsettings.json</c>, the environment and the command line, until it is asked to stop.
    /// </summary>
    /// <param name="args">Settings, such as <c>--Silo:SiloPort=11112</c>.</param>
    /// <param name="configure">Changes the host before it is built; null for nothing.</param>
    /// <returns>
    /// 0 after an orderly end; 1 where it did not hand its work over within <c>Silo:ShutdownSeconds</c> or the others have declared it
    /// dead; 2 where it cannot start. One line on standard error says why.
    /// </returns>
    public static async Task<int> RunAsync(string[] args, Action<IHostApplicationBuilder>? configure = null)
    {
        try
        {
            HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
            {
                Args = args,
                ContentRootPath = AppContext.BaseDirectory,
            });
            builder.Logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                options.UseUtcTimestamp = true;
            });
            HostSettings settings = HostSettings.Read(builder.Configuration);
            builder.AddStarlingSilo(settings);
            builder.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, LastWords>());
            configure?.Invoke(builder);
            using IHost host = builder.Build();
            return await StartAsync(host) ? await StopAsync(host, settings.Silo) : Done;
        }
        catch (StarlingException refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Line);
            return Refused;
        }
#pragma warning disable CA1031 // A person gets a sentence; the log has the rest.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync(
                new StarlingException(ErrorCatalog.SiloCannotStart, exception.GetBaseException().Message, exception).Line);
            return Refused;
        }
    }

    /// <summary>Starts the host; false where it was asked to stop meanwhile.</summary>
    private static async Task<bool> StartAsync(IHost host)
    {
        try
        {
            await host.StartAsync();
            return true;
        }
        catch (Exception exception)
        {
            // Orleans may have started before what failed: it leaves the cluster, so that the others need not find out.
            await LeaveAsync(host);
            if (exception is OperationCanceledException && host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
                return false;

            throw;
        }
    }

    private static async Task LeaveAsync(IHost host)
    {
        using var late = new CancellationTokenSource(Leaving);
        try
        {
            await host.StopAsync(late.Token);
        }
#pragma warning disable CA1031 // Why it could not start is what a person needs to know.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotLeft(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SiloHost)), exception);
        }
    }

    [LoggerMessage(2103, LogLevel.Information, "The silo that could not start did not leave its cluster in order; the others find out.")]
    private static partial void LogNotLeft(ILogger logger, Exception exception);

    private static async Task<int> StopAsync(IHost host, SiloSettings settings)
    {
        try
        {
            await host.WaitForShutdownAsync();
            return Done;
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException or AggregateException)
        {
            await Console.Error.WriteLineAsync(
                $"Silo {settings.Name ?? $"{settings.Address}:{settings.SiloPort}"} did not hand its work over within {settings.ShutdownSeconds} s (Silo:ShutdownSeconds) and ends.");
            return NotInOrder;
        }
    }
}
