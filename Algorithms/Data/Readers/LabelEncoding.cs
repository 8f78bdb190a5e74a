using System.Globalization;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>Labels as a file has them, with the lines that they stand in.</summary>
/// <param name="File">The file.</param>
/// <param name="Values">One label a sample.</param>
/// <param name="Lines">The line, or in files without lines the row, of every sample, from 1.</param>
internal sealed record FileLabels(string File, IReadOnlyList<double> Values, IReadOnlyList<int> Lines);

/// <summary>
/// How the labels of files become the classes 0 to C - 1. Three ways are in use and told apart by the training file: -1 and +1;
/// 0 to C - 1; 1 to C.
/// </summary>
internal sealed class LabelEncoding
{
    private readonly int _first;

    private LabelEncoding(int first, int classCount)
    {
        _first = first;
        ClassCount = classCount;
    }

    /// <summary>C.</summary>
    public int ClassCount { get; }

    private bool IsSigned => _first < 0;

    /// <summary>Finds the way of the training file.</summary>
    /// <param name="labels">The labels of the training file.</param>
    /// <param name="classCount">C; 0 takes as many as the labels show, at least 2.</param>
    /// <exception cref="StarlingException">STAR0204: labels that are not class numbers, or more than C classes.</exception>
    public static LabelEncoding Infer(FileLabels labels, int classCount)
    {
        double smallest = double.PositiveInfinity;
        double largest = double.NegativeInfinity;
        int largestAt = 0;
        for (int i = 0; i < labels.Values.Count; i++)
        {
            double label = labels.Values[i];
            if (Math.Floor(label) != label || Math.Abs(label) > int.MaxValue)
                throw Refuse(labels, i, "is not a class number; labels are whole numbers");
            smallest = Math.Min(smallest, label);
            if (label > largest)
                (largest, largestAt) = (label, i);
        }

        if (smallest < 0)
            return classCount is 0 or 2
                ? new LabelEncoding(-1, 2)
                : throw Refuse(labels, IndexOf(labels, smallest),
                    $"is not one of the {classCount} classes; negative labels are only for two classes, -1 and +1");

        int first = smallest >= 1 && (classCount == 0 || largest == classCount) ? 1 : 0;
        if (classCount == 0)
        {
            double shown = Math.Max(2, largest - first + 1);
            if (shown > Math.Max(2, labels.Values.Count))
                throw Refuse(labels, largestAt,
                    $"would make {shown} classes of {labels.Values.Count} samples; mend the label, or set the number of classes");
            classCount = (int)shown;
        }

        return new LabelEncoding(first, classCount);
    }

    /// <summary>The classes of a file's labels.</summary>
    /// <exception cref="StarlingException">STAR0204: a label that is not a class of the training file.</exception>
    public int[] Encode(FileLabels labels)
    {
        int[] classes = new int[labels.Values.Count];
        for (int i = 0; i < classes.Length; i++)
        {
            double label = labels.Values[i];
            double encoded = IsSigned ? (label + 1) / 2 : label - _first;
            if (!(encoded >= 0 && encoded < ClassCount && Math.Floor(encoded) == encoded))
                throw Refuse(labels, i, IsSigned
                    ? "is not one of the two classes -1 and +1"
                    : $"is not one of the {ClassCount} classes {_first} to {ClassCount - 1 + _first}");
            classes[i] = (int)encoded;
        }

        return classes;
    }

    private static int IndexOf(FileLabels labels, double value)
    {
        int index = 0;
        while (labels.Values[index] != value)
            index++;
        return index;
    }

    private static StarlingException Refuse(FileLabels labels, int index, string what) => new(ErrorCatalog.LabelOutOfRange,
        $"{labels.File}, line {labels.Lines[index]}: label {labels.Values[index].ToString(CultureInfo.InvariantCulture)} "
        + $"{what}.");
}
