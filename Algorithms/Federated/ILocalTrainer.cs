using System.Numerics;

namespace Starling.Algorithms.Federated;

/// <summary>A worker that does the whole of its local training itself, with an optimiser of its own.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
public interface ILocalTrainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Trains from a point.</summary>
    /// <param name="plan">What the job says of local training; the worker may go its own way.</param>
    /// <param name="start">x_t, P numbers.</param>
    /// <param name="point">Where training arrived: P numbers, overwritten.</param>
    /// <returns>The mean loss on the way, and how many minibatch gradients it took.</returns>
    (double Loss, long Gradients) Train(LocalTrainingPlan plan, ReadOnlySpan<T> start, Span<T> point);
}

/// <summary>One round of local training, as <see cref="LocalTrainingOptions"/> have it.</summary>
/// <param name="Round">t, from 0.</param>
/// <param name="Worker">i, the worker's number.</param>
/// <param name="Seed">Of the job.</param>
/// <param name="LearningRate">eta_t.</param>
/// <param name="Epochs">E, passes over the worker's samples; null where <paramref name="Steps"/> counts.</param>
/// <param name="Steps">K, the number of steps; null where <paramref name="Epochs"/> count.</param>
/// <param name="BatchSize">B; 0 for the full local gradient.</param>
/// <param name="WeightDecay">wd.</param>
/// <param name="ClipNorm">The largest norm of a gradient; null for no limit.</param>
public sealed record LocalTrainingPlan(
    int Round, int Worker, ulong Seed, double LearningRate, int? Epochs, int? Steps, int BatchSize, double WeightDecay, double? ClipNorm);
