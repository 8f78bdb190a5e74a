using System.Numerics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>A model that gives every sample a logit a class, with a softmax at the end: the loss is the mean cross-entropy.</summary>
/// <remarks>
/// The gradient sums over the minibatch in an order that follows from its rows alone. Another order of the same rows gives another last bit;
/// everything else about the call gives the same.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public abstract class Classifier<T> : IModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int featureCount;
    private readonly int classCount;

    /// <summary>Holds the shape.</summary>
    /// <param name="featureCount">F.</param>
    /// <param name="classCount">C.</param>
    /// <param name="layout">The parameters.</param>
    private protected Classifier(int featureCount, int classCount, ParameterLayout layout)
    {
        this.featureCount = featureCount;
        this.classCount = classCount;
        Layout = layout;
    }

    /// <inheritdoc/>
    public ParameterLayout Layout { get; }

    /// <summary>The most samples of an evaluation that are computed at a time; no bit depends on it.</summary>
    private protected virtual int EvaluationBatch => int.MaxValue;

    /// <inheritdoc/>
    public abstract void Initialize(Span<T> part, int start, RandomStream stream);

    /// <inheritdoc/>
    public abstract ModelWorkspace<T> CreateWorkspace(int batchSize);

    /// <inheritdoc/>
    public double Gradient(
        ReadOnlySpan<T> parameters, Dataset data, ReadOnlySpan<int> rows, Span<T> gradient, ModelWorkspace<T> workspace)
    {
        ClassifierWorkspace<T> scratch = Check(parameters, data, workspace);
        SpanChecks.SameLength(Layout.Count, gradient.Length, nameof(gradient));
        SpanChecks.Disjoint(parameters, gradient, nameof(gradient));
        SpanChecks.Require(rows.Length > 0 && rows.Length <= scratch.BatchSize, nameof(rows),
            "A minibatch has at least one row and at most the workspace's batch size.");

        Span<int> labels = Forward(parameters, data, rows, scratch);
        double lossSum = SoftmaxCrossEntropy.LossAndGradient(scratch.Logits(rows.Length), labels, scratch.Exponentials);
        Backward(parameters, gradient, scratch, rows.Length);
        return lossSum / rows.Length;
    }

    /// <inheritdoc/>
    public ModelScore Evaluate(
        ReadOnlySpan<T> parameters, Dataset data, ReadOnlySpan<int> rows, ModelWorkspace<T> workspace)
    {
        ClassifierWorkspace<T> scratch = Check(parameters, data, workspace);
        int most = Math.Min(scratch.BatchSize, EvaluationBatch);
        var score = new ModelScore(0, 0, 0);
        while (!rows.IsEmpty)
        {
            ReadOnlySpan<int> batch = rows[..Math.Min(rows.Length, most)];
            ReadOnlySpan<int> labels = Forward(parameters, data, batch, scratch);
            score = SoftmaxCrossEntropy.Score<T>(scratch.Logits(batch.Length), labels, scratch.Exponentials, score);
            rows = rows[batch.Length..];
        }

        return score;
    }

    /// <summary>Refuses more parameters than one vector can hold.</summary>
    /// <param name="count">How many there would be.</param>
    /// <param name="layers">The layers, for the message.</param>
    private protected static void CheckParameterCount(long count, string layers)
    {
        if (count > Array.MaxLength)
        {
            throw new StarlingException(ErrorCatalog.OutOfRange,
                $"model: {layers} have {count} parameters; at most {Array.MaxLength} fit.");
        }
    }

    /// <summary>The workspace as this model's own; null where it is of another model.</summary>
    private protected abstract ClassifierWorkspace<T>? Own(ModelWorkspace<T> workspace);

    /// <summary>From the features of the workspace's samples to their logits.</summary>
    private protected abstract void Forward(ReadOnlySpan<T> parameters, ClassifierWorkspace<T> scratch, int count);

    /// <summary>From the gradient with respect to the logits, in their place, to that with respect to the parameters.</summary>
    private protected abstract void Backward(ReadOnlySpan<T> parameters, Span<T> gradient, ClassifierWorkspace<T> scratch, int count);

    private ClassifierWorkspace<T> Check(ReadOnlySpan<T> parameters, Dataset data, ModelWorkspace<T> workspace)
    {
        SpanChecks.SameLength(Layout.Count, parameters.Length, nameof(parameters));
        SpanChecks.Require(data.FeatureCount == featureCount && data.ClassCount <= classCount, nameof(data),
            "The data set has other features or more classes than the model.");
        ClassifierWorkspace<T>? scratch = Own(workspace);
        SpanChecks.Require(scratch is not null, nameof(workspace), "The workspace is of another model.");
        return scratch;
    }

    private Span<int> Forward(ReadOnlySpan<T> parameters, Dataset data, ReadOnlySpan<int> rows, ClassifierWorkspace<T> scratch)
    {
        data.CopyRows(rows, scratch.Features(rows.Length));
        Span<int> own = scratch.Labels.AsSpan(0, rows.Length);
        ReadOnlySpan<int> labels = data.Labels;
        for (int i = 0; i < rows.Length; i++)
            own[i] = labels[rows[i]];
        Forward(parameters, scratch, rows.Length);
        return own;
    }
}

/// <summary>What every <see cref="Classifier{T}"/> keeps of a minibatch.</summary>
internal abstract class ClassifierWorkspace<T>(int batchSize, int classCount) : ModelWorkspace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override int BatchSize { get; } = batchSize;

    /// <summary>The labels of the minibatch.</summary>
    public int[] Labels { get; } = new int[batchSize];

    /// <summary>One number a sample and class.</summary>
    public double[] Exponentials { get; } = new double[checked(classCount * batchSize)];

    /// <summary>The features, one row a sample.</summary>
    public abstract Span<T> Features(int count);

    /// <summary>The logits, one row a sample, later the gradient with respect to them.</summary>
    public abstract Span<T> Logits(int count);
}
