using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Starling.Silo;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.AddStarlingSilo(builder.Configuration.GetSection(SiloSettings.Section).Get<SiloSettings>() ?? new SiloSettings());
await builder.Build().RunAsync();
