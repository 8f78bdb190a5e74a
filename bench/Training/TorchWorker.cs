using System.Diagnostics;
using System.Globalization;

namespace Starling.Bench.Training;

/// <summary>A process that trains the same model with PyTorch when told to; idle otherwise.</summary>
internal sealed class TorchWorker : IDisposable
{
    private readonly Process process;

    /// <summary>Starts the process and waits until it is warm.</summary>
    /// <exception cref="InvalidOperationException">Python or PyTorch is not there.</exception>
    public TorchWorker(string python, int threads, int sampleCount)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Training", "torch_mlp.py");
        var start = new ProcessStartInfo(python)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            script, "--threads", $"{threads}", "--features", $"{TrainingBenchmark.Features}",
            "--hidden", $"{TrainingBenchmark.Hidden}", "--classes", $"{TrainingBenchmark.Classes}",
            "--batch", $"{TrainingBenchmark.BatchSize}", "--samples", $"{sampleCount}",
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        start.Environment["OPENBLAS_NUM_THREADS"] = $"{threads}";
        process = Process.Start(start)!;
        Description = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{python} could not train with PyTorch; its message is above.");
    }

    /// <summary>Version and number of threads, as the process says them.</summary>
    public string Description { get; }

    /// <summary>Tells the process to train for some seconds, without waiting.</summary>
    public void Begin(double seconds)
    {
        process.StandardInput.WriteLine(seconds.ToString(CultureInfo.InvariantCulture));
        process.StandardInput.Flush();
    }

    /// <summary>Waits for the samples a second of the training begun.</summary>
    public double End() => double.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
