using Starling.Cli;
using Starling.Cli.Hosting;

return await new CommandLine(SystemHost.Create()).RunAsync(args);
