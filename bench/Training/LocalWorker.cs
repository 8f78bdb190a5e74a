using System.Diagnostics;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;

namespace Starling.Bench.Training;

/// <summary>One worker: its own parameters, gradient and oracle, and the loop of gradient and step that is measured.</summary>
internal sealed class LocalWorker
{
    private const float LearningRate = 0.01f;

    private readonly ModelOracle<float> oracle;
    private readonly float[] parameters;
    private readonly float[] gradient;
    private readonly int[] batch;
    private int position;

    public LocalWorker(IModel<float> model, RandomDataset data, ModelWorkspacePool<float> pool, int number, int batchSize)
    {
        batch = new int[batchSize];
        oracle = new ModelOracle<float>(model, data, [.. Enumerable.Range(0, data.Count)], pool);
        parameters = new float[model.Layout.Count];
        gradient = new float[model.Layout.Count];
        var stream = new RandomStream(1, RandomPurpose.ModelInitialization, number);
        model.Initialize(parameters, 0, stream);
    }

    /// <summary>Trains for about the given time; returns samples a second.</summary>
    public double Train(double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        long steps = 0;
        double elapsed;
        do
        {
            for (int i = 0; i < 20; i++)
                Step();
            steps += 20;
            elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (elapsed < seconds);

        return steps * batch.Length / elapsed;
    }

    private void Step()
    {
        for (int i = 0; i < batch.Length; i++)
            batch[i] = (position + i) % oracle.SampleCount;
        position = (position + batch.Length) % oracle.SampleCount;
        oracle.Gradient(parameters, batch, gradient);
        LocalStepKernel.Apply(new LocalStep<float>(LearningRate, 1, 0, 0), parameters, gradient);
    }
}
