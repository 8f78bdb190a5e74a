namespace Starling.Cli.Jobs;

internal sealed class JobReader : IJobReader
{
    public JobReading Read(string path, IReadOnlyList<string> overrides, string? dataFolder) => throw new NotSupportedException();

    public string Schema() => throw new NotSupportedException();
}
