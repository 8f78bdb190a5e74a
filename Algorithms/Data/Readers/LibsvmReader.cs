using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>
/// Reads LIBSVM text: a line a sample, <c>label index:value index:value ...</c>, indices from 1 and ascending, features that are
/// not named 0. Blank lines, blanks at line ends and comments from <c>#</c> on are skipped. Plain or gzip.
/// </summary>
public static class LibsvmReader
{
    /// <summary>Reads one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name of the data set.</param>
    /// <param name="featureCount">F; 0 takes the largest index of the file.</param>
    /// <param name="classCount">C; 0 takes as many classes as the labels show, at least 2.</param>
    /// <exception cref="StarlingException">STAR0201 to STAR0205 or STAR0208.</exception>
    public static Dataset Read(string path, string name, int featureCount = 0, int classCount = 0) =>
        Read(path, null, name, featureCount, classCount).Train;

    /// <summary>
    /// Reads a training and a test file as one data set: the same features, and the classes of the training file.
    /// </summary>
    /// <param name="trainPath">The training file.</param>
    /// <param name="testPath">The test file, or null.</param>
    /// <param name="name">The name of the data set.</param>
    /// <param name="featureCount">F; 0 takes the largest index of both files.</param>
    /// <param name="classCount">C; 0 takes as many classes as the training labels show, at least 2.</param>
    /// <exception cref="StarlingException">STAR0201 to STAR0205 or STAR0208.</exception>
    public static DataSource Read(string trainPath, string? testPath, string name, int featureCount = 0, int classCount = 0)
    {
        (LibsvmRows train, LibsvmRows? test) = ParallelRead.Both(
            () => LibsvmRows.Read(trainPath, featureCount),
            () => testPath is null ? null : LibsvmRows.Read(testPath, featureCount));
        int features = featureCount == 0 ? Math.Max(1, Math.Max(train.LargestIndex, test?.LargestIndex ?? 0)) : featureCount;
        LabelEncoding encoding = LabelEncoding.Infer(train.Labels, classCount);
        return new DataSource(train.ToDataset(name, features, encoding), test?.ToDataset(name, features, encoding));
    }

    /// <summary>The rows of one file, before features and classes of both files are known.</summary>
    private sealed class LibsvmRows(string path, int featureCount)
    {
        private readonly List<double> _labels = [];
        private readonly List<int> _lines = [];
        private readonly List<int> _rowStarts = [0];
        private readonly List<int> _columns = [];
        private readonly List<double> _values = [];

        public int LargestIndex { get; private set; }

        public FileLabels Labels => new(path, _labels, _lines);

        public static LibsvmRows Read(string path, int featureCount)
        {
            using DataFileStream file = DataFileStream.Open(path);
            var rows = new LibsvmRows(file.Path, featureCount);
            var lines = new LineReader(file);
            while (lines.TryRead(out ReadOnlySpan<byte> line))
                rows.Add(line, lines.Line);
            return rows._labels.Count > 0
                ? rows
                : throw new StarlingException(ErrorCatalog.DataTruncated,
                    $"{file.Path} has no samples; each line is 'label index:value ...'.");
        }

        public Dataset ToDataset(string name, int features, LabelEncoding encoding)
        {
            int classCount = encoding.ClassCount;
            int[] labels = encoding.Encode(Labels);
            int[] starts = [.. _rowStarts];
            int[] columns = [.. _columns];
            double[] values = [.. _values];
            return DataText.FitSingle(values)
                ? new SparseDataset<float>(name, features, classCount, labels, starts, columns, DataText.ToSingle(values))
                : new SparseDataset<double>(name, features, classCount, labels, starts, columns, values);
        }

        private void Add(ReadOnlySpan<byte> line, long number)
        {
            int comment = line.IndexOf((byte)'#');
            ReadOnlySpan<byte> rest = comment < 0 ? line : line[..comment];
            if (!TakeWord(ref rest, out ReadOnlySpan<byte> word))
                return;
            _labels.Add(DataText.Number(word, path, number, "the label"));
            _lines.Add((int)number);
            int previous = 0;
            while (TakeWord(ref rest, out word))
            {
                int index = AddEntry(word, number, previous);
                previous = index;
            }

            LargestIndex = Math.Max(LargestIndex, previous);
            _rowStarts.Add(_columns.Count);
        }

        private int AddEntry(ReadOnlySpan<byte> word, long line, int previous)
        {
            int colon = word.IndexOf((byte)':');
            if (colon <= 0 || !Utf8Parser.TryParse(word[..colon], out int index, out int digits) || digits != colon)
                throw Corrupted(line, $"{Shown(word)} is not 'index:value'");
            if (index < 1)
                throw Corrupted(line, $"index {index} is too small; indices begin with 1");
            if (index <= previous)
                throw Corrupted(line, $"index {index} follows index {previous}; indices must ascend");
            if (featureCount != 0 && index > featureCount)
                throw Corrupted(line, $"index {index} is greater than the number of features, {featureCount}");

            ReadOnlySpan<byte> number = word[(colon + 1)..];
            double value = number.SequenceEqual("1"u8) ? 1 : DataText.Number(number, path, line, $"feature {index}");
            if (value == 0)
                return index;
            if (_values.Count == Array.MaxLength)
                throw new StarlingException(ErrorCatalog.DataTooLarge,
                    $"{path}, line {line}: more than {Array.MaxLength} values; split the file.");
            _columns.Add(index - 1);
            _values.Add(value);
            return index;
        }

        // A null byte is no blank, so a binary file is refused at its first word.
        private static bool TakeWord(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
        {
            rest = rest.TrimStart(" \t\r"u8);
            int end = rest.IndexOfAny(" \t\r"u8);
            word = end < 0 ? rest : rest[..end];
            rest = rest[word.Length..];
            return !word.IsEmpty;
        }

        private StarlingException Corrupted(long line, string what) =>
            new(ErrorCatalog.DataCorrupted, string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: {what}."));

        private static string Shown(ReadOnlySpan<byte> word) =>
            DataText.Quote(Encoding.UTF8.GetString(word[..Math.Min(word.Length, 200)]));
    }
}
