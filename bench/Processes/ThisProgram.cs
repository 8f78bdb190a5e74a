using System.Diagnostics;

namespace Starling.Bench.Processes;

/// <summary>This program, started again as another process.</summary>
internal static class ThisProgram
{
    /// <summary>How it is started: its standard input and output belong to its parent.</summary>
    /// <param name="arguments">The subject and its arguments.</param>
    /// <param name="runtimeConfig">A file with the settings of the runtime; null for this program's own.</param>
    public static ProcessStartInfo Again(IEnumerable<string> arguments, string? runtimeConfig = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] host = (Path.GetFileNameWithoutExtension(Environment.ProcessPath), runtimeConfig) switch
        {
            ("dotnet", null) => [typeof(ThisProgram).Assembly.Location],
            ("dotnet", _) => ["exec", "--runtimeconfig", runtimeConfig, typeof(ThisProgram).Assembly.Location],
            (_, null) => [],
            _ => throw new InvalidOperationException("Other settings of the runtime need a start by dotnet, as bench.sh does it."),
        };
        foreach (string argument in host.Concat(arguments))
            start.ArgumentList.Add(argument);

        return start;
    }
}
