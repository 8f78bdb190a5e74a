using System.Numerics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>
/// A model that trains: a loss of a flat parameter vector on minibatches of a <see cref="Dataset"/>. A model holds no
/// parameters and no scratch memory; both come from the caller, so that one instance serves every worker of a silo.
/// </summary>
/// <typeparam name="T">The element type of parameters and activations.</typeparam>
public interface IModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The named tensors of the flat parameter vector.</summary>
    ParameterLayout Layout { get; }

    /// <summary>Writes a part of the starting parameters x_0; who needs a slice has no need of the others.</summary>
    /// <param name="part">The part, overwritten.</param>
    /// <param name="start">Its first parameter.</param>
    /// <param name="stream">The stream of purpose <see cref="RandomPurpose.ModelInitialization"/>, at its first number whatever the part.</param>
    void Initialize(Span<T> part, int start, RandomStream stream);

    /// <summary>Scratch memory for minibatches of up to <paramref name="batchSize"/> samples; used by one thread at a time.</summary>
    /// <param name="batchSize">The largest minibatch that will be asked for.</param>
    ModelWorkspace<T> CreateWorkspace(int batchSize);

    /// <summary>
    /// Mean loss over the minibatch and its gradient. The result depends on the arguments alone, to the last bit: not on the
    /// width of the vector unit, not on the number of threads.
    /// </summary>
    /// <param name="parameters">P numbers.</param>
    /// <param name="data">The data set.</param>
    /// <param name="rows">Rows of the data set that make up the minibatch, at most the workspace's batch size.</param>
    /// <param name="gradient">P numbers, overwritten with the gradient of the mean loss.</param>
    /// <param name="workspace">Scratch memory from <see cref="CreateWorkspace"/>.</param>
    /// <returns>The mean loss.</returns>
    double Gradient(
        ReadOnlySpan<T> parameters, Dataset data, ReadOnlySpan<int> rows, Span<T> gradient, ModelWorkspace<T> workspace);

    /// <summary>Sum of the losses and number of right answers over the given rows (any number: cut into minibatches inside).</summary>
    /// <param name="parameters">P numbers.</param>
    /// <param name="data">The data set.</param>
    /// <param name="rows">Rows of the data set.</param>
    /// <param name="workspace">Scratch memory from <see cref="CreateWorkspace"/>.</param>
    ModelScore Evaluate(ReadOnlySpan<T> parameters, Dataset data, ReadOnlySpan<int> rows, ModelWorkspace<T> workspace);
}

/// <summary>How a model does on some samples.</summary>
/// <param name="LossSum">The sum of the losses.</param>
/// <param name="Correct">How many samples are classified right.</param>
/// <param name="Count">How many samples there were.</param>
public readonly record struct ModelScore(double LossSum, int Correct, int Count)
{
    /// <summary>The mean loss.</summary>
    public double Loss => LossSum / Count;

    /// <summary>The share of right answers, 0 to 1.</summary>
    public double Accuracy => (double)Correct / Count;
}

/// <summary>Scratch memory of a model for one thread.</summary>
/// <typeparam name="T">The element type.</typeparam>
public abstract class ModelWorkspace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The largest minibatch that fits.</summary>
    public abstract int BatchSize { get; }
}
