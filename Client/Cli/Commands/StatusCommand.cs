using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Starling.Cli.Clusters;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Commands;

/// <summary><c>starling status ID</c>: all that a job tells about itself at this moment.</summary>
internal static class StatusCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var cluster = new ClusterArguments();
        Argument<string> id = JobArguments.Id();
        var json = new Option<bool>("--json") { Description = "Print it as JSON." };
        var workers = new Option<bool>("--workers") { Description = "Show its workers instead: what was accepted, what the rule made of it, whom to suspect. Of a decentralized job its nodes: gradients, and uses of their edges." };
        var command = new Command("status", "Show how a job is.") { id, json, workers };
        cluster.AddTo(command);
        command.SetAction((parsed, _) => cluster.AskAsync(host, parsed, async (client, interrupted) =>
        {
            if (parsed.GetValue(workers))
            {
                WorkersDisplay.Write(host, await client.GetWorkersAsync(parsed.GetRequiredValue(id), interrupted), parsed.GetValue(json));
                return ExitCodes.Done;
            }

            JobStatus status = await client.GetStatusAsync(parsed.GetRequiredValue(id), interrupted);
            if (parsed.GetValue(json))
                host.Output.WriteLine(JsonSerializer.Serialize(status, ResultJson.Document));
            else
                FactList.Write(host, Rows(status, host.Time.GetUtcNow()));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static IEnumerable<(string Name, string Value)> Rows(JobStatus status, DateTimeOffset now)
    {
        yield return (RunSummary.Title(status.Phase), status.JobId);
        if (status.Failure is { } failure)
            yield return ("Failure", $"{failure.Code}: {failure.Message}");
        if (status.IsPauseWanted && status.Phase != JobPhase.Paused)
            yield return ("Pause", "after the round that is under way");
        yield return ("Rounds", JobsCommand.Rounds(status.Round, status.PlannedRounds));
        if (status.Latest?.Accuracy is { } accuracy)
            yield return ("Accuracy", Units.Percent(accuracy));
        if (status.Latest?.Loss is { } loss)
            yield return ("Loss", Units.Number(loss));
        if (status.Latest?.Distance is { } distance)
            yield return ("Distance", Units.Number(distance));
        if (status.Latest?.Gap is { } gap)
            yield return ("Gap", Units.Number(gap));
        if (status.Latest is { Accuracy: null, Consensus: null, GradientNorm: { } norm } solved)
            yield return (solved.Loss is null ? "Residual" : "Gradient", Units.Number(norm));
        foreach ((string Name, string Value) row in RunSummary.Traffic(status.Totals, isNetwork: status.Latest?.Consensus is not null))
            yield return row;
        if (status.Dimension > 0)
            yield return ("Parameters", $"{Units.Count(status.Dimension)} in {Units.Count(status.Shards)} {(status.Shards == 1 ? "shard" : "shards")}");
        yield return ("Time", $"{Units.Duration(TimeSpan.FromSeconds(status.Totals.Seconds))}, submitted {Units.Duration(now - status.Submitted)} ago");
        if (status.Submitter.Length > 0)
            yield return ("By", status.Submitter);
        if (status.CheckpointVersion is { } version)
            yield return ("Checkpoint", string.Create(CultureInfo.InvariantCulture, $"after round {version}"));
        if (status.Epoch > 1)
            yield return ("Recoveries", string.Create(CultureInfo.InvariantCulture, $"{status.Epoch - 1}"));
        if (status.ParametersSha256 is { } hash)
            yield return ("SHA-256", hash);
        if (status.Advice is { } advice)
            yield return ("Advice", advice);
        foreach (string warning in status.Warnings.IsDefault ? [] : status.Warnings)
            yield return ("Warning", warning);
    }
}
