using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>
/// The cross-entropy of softmax outputs: with logits z and label y the loss is log(sum_j e^(z_j - m)) - (z_y - m), where m
/// is the largest logit, and its gradient is softmax(z) - 1{j = y}. All of it in double, each result rounded once.
/// </summary>
internal static class SoftmaxCrossEntropy
{
    /// <summary>Replaces logits by the gradient of the mean loss; returns the sum of the losses.</summary>
    /// <param name="logits">n x C logits, overwritten with (softmax(z) - 1{j = y})/n.</param>
    /// <param name="labels">The n labels.</param>
    /// <param name="exponentials">Scratch, n x C.</param>
    public static double LossAndGradient<T>(Span<T> logits, ReadOnlySpan<int> labels, Span<double> exponentials)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = Exponentiate(logits, labels.Length, exponentials);
        double count = labels.Length;
        double total = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            Span<T> row = logits.Slice(i * classes, classes);
            ReadOnlySpan<double> exponential = exponentials.Slice(i * classes, classes);
            double sum = Sum(exponential);
            total += Loss(row, labels[i], sum);
            double scale = 1 / (sum * count);
            for (int j = 0; j < row.Length; j++)
                row[j] = T.CreateTruncating(exponential[j] * scale);
            row[labels[i]] = T.CreateTruncating((exponential[labels[i]] - sum) * scale);
        }

        return total;
    }

    /// <summary>Adds losses and right answers to a score, row after row: cutting the rows differently changes no bit.</summary>
    /// <param name="logits">n x C logits.</param>
    /// <param name="labels">The n labels.</param>
    /// <param name="exponentials">Scratch, n x C.</param>
    /// <param name="score">The score so far.</param>
    public static ModelScore Score<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, Span<double> exponentials, ModelScore score)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = Exponentiate(logits, labels.Length, exponentials);
        (double total, int correct, int count) = score;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<T> row = logits.Slice(i * classes, classes);
            total += Loss(row, labels[i], Sum(exponentials.Slice(i * classes, classes)));
            if (IndexOfLargest(row) == labels[i])
                correct++;
        }

        return new ModelScore(total, correct, count + labels.Length);
    }

    private static int Exponentiate<T>(ReadOnlySpan<T> logits, int count, Span<double> exponentials)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = logits.Length / Math.Max(count, 1);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<T> row = logits.Slice(i * classes, classes);
            double largest = double.CreateTruncating(row[IndexOfLargest(row)]);
            Span<double> shifted = exponentials.Slice(i * classes, classes);
            for (int j = 0; j < row.Length; j++)
                shifted[j] = double.CreateTruncating(row[j]) - largest;
        }

        Span<double> used = exponentials[..logits.Length];
        DeterministicMath.Exp(used, used);
        return classes;
    }

    private static double Loss<T>(ReadOnlySpan<T> row, int label, double sumOfExponentials)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = double.CreateTruncating(row[IndexOfLargest(row)]);
        return DeterministicMath.Log(sumOfExponentials) - (double.CreateTruncating(row[label]) - largest);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum;
    }

    // The first of equals; NaN is never the largest unless it comes first.
    private static int IndexOfLargest<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int index = 0;
        for (int j = 1; j < values.Length; j++)
        {
            if (values[j] > values[index])
                index = j;
        }

        return index;
    }
}
