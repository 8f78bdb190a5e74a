using System.Text.Json;
using System.Text.Json.Nodes;
using Starling.Cli.Running;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Display;

/// <summary>
/// A line of JSON per event, as in <c>events.jsonl</c>, then one of kind <c>result</c>: what <c>result.json</c> says, and the
/// folder. For programs: <c>--json</c>.
/// </summary>
internal sealed class JsonDisplay(TextWriter output) : IRunDisplay
{
    /// <inheritdoc/>
    public Task ShowAsync(Func<RunProgress> current, Func<Task> work) => work();

    /// <inheritdoc/>
    public void OnChange(RunProgress progress, JobEvent? item)
    {
        if (item is not null)
            Write(JsonSerializer.Serialize(item, ResultJson.Line));
    }

    /// <inheritdoc/>
    public void OnEnd(ResultDocument result, string? folder)
    {
        var line = new JsonObject { ["kind"] = "result" };
        if (folder is not null)
            line["folder"] = folder;
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(result, ResultJson.Line)!.AsObject())
            line[name] = value?.DeepClone();
        Write(line.ToJsonString(ResultJson.Line));
    }

    private void Write(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
