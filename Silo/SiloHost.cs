using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Errors;
using Starling.Silo.Settings;

namespace Starling.Silo;

/// <summary>A silo as a process of its own.</summary>
public static class SiloHost
{
    /// <summary>
    /// Runs a silo, configured by <c>appsettings.json</c>, the environment and the command line, until it is asked to stop.
    /// </summary>
    /// <param name="args">Settings, such as <c>--Silo:SiloPort=11112</c>.</param>
    /// <param name="configure">Changes the host before it is built; null for nothing.</param>
    /// <returns>0 after an orderly end; 2 where it cannot start, with one line on standard error that says why.</returns>
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
            builder.AddStarlingSilo(HostSettings.Read(builder.Configuration));
            configure?.Invoke(builder);
            using IHost host = builder.Build();
            await host.StartAsync();
            await host.WaitForShutdownAsync();
            return 0;
        }
        catch (StarlingException refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Line);
            return 2;
        }
#pragma warning disable CA1031 // A person gets a sentence; the log has the rest.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync(
                new StarlingException(ErrorCatalog.SiloCannotStart, exception.GetBaseException().Message, exception).Line);
            return 2;
        }
    }
}
