using System.Diagnostics;
using System.Globalization;

namespace Starling.Bench.Aggregation;

/// <summary>The same rules as public code for PyTorch computes them, in a process of its own.</summary>
internal static class TorchAggregation
{
    /// <summary>Milliseconds by rule; null, with a line that says so, where PyTorch is not installed.</summary>
    public static Dictionary<string, double>? Measure(string python, int vectors, int dimension, int byzantine, int repeats, int threads)
    {
        var start = new ProcessStartInfo(python) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string script = Path.Combine(AppContext.BaseDirectory, "Aggregation", "torch_rules.py");
        string[] arguments =
        [
            script, "--threads", $"{threads}", "--vectors", $"{vectors}", "--dimension", $"{dimension}",
            "--byzantine", $"{byzantine}", "--repeats", $"{repeats}",
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            process.BeginErrorReadLine();
            string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                Console.WriteLine($"compared with {lines[0]}");
                return lines[1..].Select(line => line.Split('\t')).ToDictionary(
                    parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No such program: said below.
        }
        finally
        {
            process?.Dispose();
        }

        Console.WriteLine($"not compared: {python} has no PyTorch");
        return null;
    }
}
