using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Starling.Algorithms.Errors;
using Starling.Silo;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
try
{
    builder.AddStarlingSilo(builder.Configuration.GetSection(SiloSettings.Section).Get<SiloSettings>() ?? new SiloSettings());
}
catch (StarlingException refusal)
{
    Console.Error.WriteLine(refusal.Line);
    return 2;
}

await builder.Build().RunAsync();
return 0;
