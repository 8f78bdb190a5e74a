using System.CommandLine;
using System.Globalization;
using Starling.Cli.Hosting;
using Starling.Cli.Local;

namespace Starling.Cli.Commands;

/// <summary><c>starling down</c>: ends the local cluster. Jobs and results stay and are there again after the next <c>up</c>.</summary>
internal static class DownCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        Option<string?> directory = UpCommand.Directory();
        var command = new Command("down", "End the local cluster; jobs and results stay for the next `up`.") { directory };
        command.SetAction(async (parsed, _) =>
        {
            LocalFolder folder = LocalFolder.At(host, parsed.GetValue(directory));
            using var interrupts = new Interrupts(host);
            try
            {
                (int silos, IReadOnlyList<string> killed) = await new LocalCluster(host, folder).StopAsync(interrupts.Token);
                if (killed.Count > 0)
                    await host.Error.WriteLineAsync($"{string.Join(", ", killed)} did not end in time and was killed; its jobs go on from their last checkpoints.");
                host.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{silos} {(silos == 1 ? "silo" : "silos")} ended. Jobs and results stay in {folder.Path}."));
                return ExitCodes.Done;
            }
            catch (OperationCanceledException) when (interrupts.Happened)
            {
                await host.Error.WriteLineAsync("The silos were asked to end and are still at it.");
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }
}
