using System.Globalization;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Standin.Tests.Support;

namespace Orleans.Standin.Tests;

/// <summary>Runs the tests; or, where a test started it so, one silo until it is told to end.</summary>
internal static class Program
{
    public const string SiloArgument = "--silo";

    public static async Task<int> Main(string[] args)
    {
        if (args is not [SiloArgument, ..]) return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
        int[] ports = [.. args[2..5].Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(ports[0], ports[1], new IPEndPoint(IPAddress.Loopback, ports[2]), args[1], args[1]);
            silo.Configure<ClusterMembershipOptions>(SiloProcess.Quicken);
        });
        using IHost host = builder.Build();
        await host.StartAsync();
        Console.WriteLine(SiloProcess.Ready);
        await host.WaitForShutdownAsync();
        return 0;
    }
}
