using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Starling.Algorithms.Data;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Runs;
using Starling.Bench.Training;
using Starling.Grains.Trainers;

namespace Starling.Bench.Trainers;

/// <summary>
/// What it costs that a gradient is computed in a process of a script: the time of a call, from the parameters here to the gradient here, less that of the
/// script's own method, beside the bare step of PyTorch (forward and backward) in the same process, in turns.
/// </summary>
public static class TrainerOverhead
{
    private const int Features = 784;
    private const int Classes = 10;

    private static readonly (int Batch, string[] Hidden)[] Models =
    [
        (50, ["200"]),
        (128, ["1000"]),
        (64, ["3000", "2500"]),
        (128, ["3000", "2500"]),
        (256, ["3000", "2500"]),
        (512, ["3000", "2500"]),
    ];

    /// <summary>Prints a table.</summary>
    /// <param name="args"><c>--repeats N</c>, <c>--threads N</c> of PyTorch, <c>--python PATH</c>.</param>
    /// <returns>0, or 2 for arguments that make no sense.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        int repeats = 31;
        int threads = 1;
        string python = "/usr/bin/python3";
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--repeats" when i + 1 < args.Length: repeats = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
                case "--threads" when i + 1 < args.Length: threads = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
                case "--python" when i + 1 < args.Length: python = args[++i]; break;
                default:
                    Console.Error.WriteLine($"trainer: unknown argument {args[i]}.");
                    return 2;
            }
        }

        Console.WriteLine($"float32, {threads} thread(s) of PyTorch, medians of {repeats} pairs; two copies: the parameters into shared memory, the gradient out of it");
        Console.WriteLine("| perceptron | parameters | batch | PyTorch alone, ms | the call, ms | beside the script's gradient, ms | of PyTorch alone | two copies, ms |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach ((int batch, string[] hidden) in Models)
            await MeasureAsync(python, threads, batch, hidden, repeats);
        return 0;
    }

    private static async Task MeasureAsync(string python, int threads, int batch, string[] hidden, int repeats)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Trainers", "torch_step.py");
        string command = string.Join(", ", new[] { "env", $"OMP_NUM_THREADS={threads}", python, script, $"{batch}" }.Concat(hidden).Select(part => $"\"{part}\""));
        RunDefinition run = RunDefinition.Parse($$"""
            { "algorithm": "fedavg", "model": { "kind": "external", "command": [{{command}}] }, "data": { "kind": "synthetic" }, "workers": { "count": 1 } }
            """);
        var data = new DataSource(new RandomDataset(batch, Features, Classes), null);
        using var pool = new TrainerPool(
            Options.Create(new TrainerOptions { AllowCommands = true, Devices = [] }), TimeProvider.System, NullLogger<TrainerPool>.Instance);
        TrainerWork<float> work = await TrainerWork<float>.StartAsync(pool, "bench", run, data, [[.. Enumerable.Range(0, batch)]]);
        using TrainerPlace place = await work.EnterAsync(0, CancellationToken.None);
        await place.RunAsync(work, process => Measure(work, process, batch, hidden, repeats), CancellationToken.None);
    }

    private static bool Measure(TrainerWork<float> work, ScriptHolder process, int batch, string[] hidden, int repeats)
    {
        const int Warm = 3;
        float[] point = new float[work.Layout.Count];
        float[] gradient = new float[point.Length];
        float[] arrived = new float[point.Length];
        int[] samples = [.. Enumerable.Range(0, batch)];
        work.WriteStart(point, 0);
        var plan = new LocalTrainingPlan(0, 0, 0, LearningRate: 0.1, Epochs: null, Steps: 1, batch, WeightDecay: 0, ClipNorm: null);
        double[] calls = new double[repeats];
        double[] beside = new double[repeats];
        double[] steps = new double[repeats];
        double[] copies = new double[repeats];
        for (int i = -Warm; i < repeats; i++)
        {
            long started = Stopwatch.GetTimestamp();
            double own = 1000 * work.Gradient(process, 0, point, samples, gradient, CancellationToken.None);
            double call = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            double step = 1000 * work.Train(process, plan, point, arrived, CancellationToken.None).Loss;
            started = Stopwatch.GetTimestamp();
            process.Memory!.Write<float>(point);
            process.Memory.Read<float>(arrived);
            double copy = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (i >= 0)
                (calls[i], beside[i], steps[i], copies[i]) = (call, call - own, step, copy);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {Features}-{string.Join('-', hidden)}-{Classes} | {point.Length:n0} | {batch} | {steps.Median():0.00} | {calls.Median():0.00} | {beside.Median():0.00} | {beside.Median() / steps.Median():p1} | {copies.Median():0.00} |"));
        return true;
    }
}
