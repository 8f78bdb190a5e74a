using System.Numerics;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;

namespace Starling.Grains.Trainers;

/// <summary>A worker's local problem, computed by a process of the job's script.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="work">The job's model.</param>
/// <param name="worker">The worker's number.</param>
/// <param name="samples">How many samples the job gives the worker.</param>
internal class TrainerOracle<T>(TrainerWork<T> work, int worker, int samples) : ILocalOracle<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainerWork<T> work = work;
    private ScriptHolder? holder;
    private CancellationToken stop;
    private int round;

    /// <inheritdoc/>
    public int Dimension => work.Layout.Count;

    /// <inheritdoc/>
    /// <remarks>What the script said when it was loaded, where it brings samples of its own.</remarks>
    public int SampleCount => holder?.Samples ?? samples;

    /// <summary>Lets the oracle use a process in a round, until the result is disposed; without one it takes one for every gradient.</summary>
    public IDisposable Use(ScriptHolder process, int inRound, CancellationToken cancellationToken)
    {
        (holder, round, stop) = (process, inRound, cancellationToken);
        return new Usage(this);
    }

    /// <inheritdoc/>
    public double Gradient(ReadOnlySpan<T> point, ReadOnlySpan<int> samples, Span<T> gradient)
    {
        if (holder is not null)
            return work.Gradient(holder, round, point, samples, gradient, stop);

        using TrainerPlace place = work.EnterAsync(worker, CancellationToken.None).GetAwaiter().GetResult();
        return work.Gradient(place.Ready(work, CancellationToken.None), round: 0, point, samples, gradient, CancellationToken.None);
    }

    /// <summary>The oracle of a script that trains by itself.</summary>
    internal sealed class OfTraining(TrainerWork<T> job, int worker, int samples) : TrainerOracle<T>(job, worker, samples), ILocalTrainer<T>
    {
        /// <inheritdoc/>
        public (double Loss, long Gradients) Train(LocalTrainingPlan plan, ReadOnlySpan<T> start, Span<T> point) => work.Train(
            holder ?? throw new InvalidOperationException("Local training runs in a process that was waited for."), plan, start, point, stop);
    }

    private sealed class Usage(TrainerOracle<T> oracle) : IDisposable
    {
        public void Dispose() => (oracle.holder, oracle.round, oracle.stop) = (null, 0, CancellationToken.None);
    }
}
