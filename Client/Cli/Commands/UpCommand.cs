using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Cli.Local;
using Starling.Client.Results;

namespace Starling.Cli.Commands;

/// <summary><c>starling up</c>: a cluster of silo processes on this machine, which stays when the command has ended.</summary>
internal static class UpCommand
{
    private const int DefaultSilos = 3;

    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        Option<int> silos = JobArguments.Silos("How many silo processes the cluster has.", DefaultSilos);
        Option<string?> directory = Directory();
        var plain = new Option<bool>("--no-tls") { Description = "Do not encrypt connections. They stay within this machine in any case." };
        var bare = new Option<bool>("--no-dashboard") { Description = "Serve no dashboard beside the silos." };
        Option<string?> data = JobArguments.Data();
        var json = new Option<bool>("--json") { Description = "Print what is needed to connect as one line of JSON." };
        var command = new Command("up", "Start a cluster of silo processes on this machine; `down` ends it.") 
        {
            silos, directory, plain, bare, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            LocalFolder folder = LocalFolder.At(host, parsed.GetValue(directory));
            string? dataFolder = (parsed.GetValue(data) ?? host.Variable("STARLING_DATA")) is { } path ? Path.GetFullPath(path, host.CurrentDirectory) : null;
            var request = new LocalRequest(parsed.GetValue(silos), !parsed.GetValue(plain), dataFolder, !parsed.GetValue(bare));
            using var interrupts = new Interrupts(host);
            try
            {
                if (!parsed.GetValue(json))
                    await host.Error.WriteLineAsync(request.Silos == 1 ? "Starting a silo ..." : string.Create(CultureInfo.InvariantCulture, $"Starting {request.Silos} silos ..."));
                LocalState state = await new LocalCluster(host, folder).StartAsync(request, interrupts.Token);
                if (parsed.GetValue(json))
                    PrintJson(host, folder, state);
                else
                    Print(host, folder, state);
                return ExitCodes.Done;
            }
            catch (OperationCanceledException) when (interrupts.Happened)
            {
                await host.Error.WriteLineAsync("Interrupted: no silo is left.");
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }

    /// <summary><c>--dir</c>.</summary>
    internal static Option<string?> Directory() => new("--dir")
    {
        Description = $"The cluster's folder: tokens, certificates, storage, logs; else {LocalFolder.Variable}, else a folder of this user.",
        HelpName = "DIR",
    };

    private static void Print(ICliHost host, LocalFolder folder, LocalState state)
    {
        var processes = folder.Processes().ToDictionary(item => item.Silo, item => item.Process.Id, StringComparer.Ordinal);
        var table = new TextTable("Silo", "Gateway", "Process", "Log");
        foreach (LocalSilo silo in state.Silos)
            table.Add(silo.Name, silo.Gateway, processes[silo.Name].ToString(CultureInfo.InvariantCulture), folder.LogOf(silo.Name));
        table.WriteTo(host);
        host.Output.WriteLine();

        bool isDefault = folder.Path == LocalFolder.Default(host).Path;
        string prefix = isDefault ? "" : $"{LocalFolder.Variable}={folder.Path} ";
        if (state.Dashboard is { } dashboard)
        {
            host.Output.WriteLine($"Dashboard          {dashboard}");
            host.Output.WriteLine($"                   sign in with the token in {folder.TokenOf("operator")}");
        }

        host.Output.WriteLine($"Submit a job       {prefix}starling submit jobs/quickstart.yaml --wait");
        host.Output.WriteLine($"See the jobs       {prefix}starling jobs");
        host.Output.WriteLine($"End the cluster    {prefix}starling down");
        host.Output.WriteLine($"Other programs     STARLING_CLUSTER={state.Gateways}");
        if (state.Tls)
            host.Output.WriteLine($"                   STARLING_CA={folder.Authority}");
        host.Output.WriteLine($"                   STARLING_TOKEN=$(cat {folder.TokenOf("submitter")})");
    }

    private static void PrintJson(ICliHost host, LocalFolder folder, LocalState state)
    {
        var processes = folder.Processes().ToDictionary(item => item.Silo, item => item.Process.Id, StringComparer.Ordinal);
        host.Output.WriteLine(new JsonObject
        {
            ["cluster"] = state.Gateways,
            ["ca"] = state.Tls ? folder.Authority : null,
            ["tokens"] = new JsonObject
            {
                ["operator"] = folder.TokenOf("operator"), ["submitter"] = folder.TokenOf("submitter"), ["viewer"] = folder.TokenOf("viewer"),
            },
            ["folder"] = folder.Path,
            ["dashboard"] = state.Dashboard,
            ["dashboardProcess"] = folder.Dashboard()?.Id,
            ["silos"] = new JsonArray([.. state.Silos.Select(silo => new JsonObject
            {
                ["name"] = silo.Name, ["siloPort"] = silo.SiloPort, ["gatewayPort"] = silo.GatewayPort, ["process"] = processes[silo.Name],
                ["log"] = folder.LogOf(silo.Name),
            })]),
        }.ToJsonString(ResultJson.Line));
    }
}
