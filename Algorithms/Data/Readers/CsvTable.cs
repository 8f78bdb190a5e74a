using CsvHelper;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>How a CSV file is laid out.</summary>
/// <param name="Label">The label's column: <c>first</c>, <c>last</c>, a heading, or a number from 1.</param>
/// <param name="Header">Whether the first row has headings.</param>
/// <param name="Separator">What stands between two fields.</param>
/// <param name="Owner">
/// The column that names every sample's owner, a heading or a number from 1; null where there is none.
/// </param>
public sealed record CsvLayout(string Label = "last", bool Header = false, char Separator = ',', string? Owner = null);

/// <summary>Reads CSV: a row a sample, numbers in all columns but the owner's. Plain or gzip; blank lines are skipped.</summary>
public static class CsvTable
{
    private const int LongestRow = 1 << 28;

    /// <summary>
    /// Reads a training and a test file as one data set: the same columns, and the classes of the training file.
    /// </summary>
    /// <param name="trainPath">The training file.</param>
    /// <param name="testPath">The test file, or null.</param>
    /// <param name="name">The name of the data set.</param>
    /// <param name="layout">How both files are laid out.</param>
    /// <param name="classCount">C; 0 takes as many classes as the training labels show, at least 2.</param>
    /// <exception cref="StarlingException">STAR0201 to STAR0205 or STAR0207 to STAR0209.</exception>
    public static DataSource Read(string trainPath, string? testPath, string name, CsvLayout layout, int classCount = 0)
    {
        (CsvRows train, CsvRows? test) = ParallelRead.Both(
            () => ReadRows(trainPath, layout),
            () => testPath is null ? null : ReadRows(testPath, layout));
        if (test is not null && test.FeatureCount != train.FeatureCount)
            throw new StarlingException(ErrorCatalog.DataMismatch,
                $"{train.Labels.File} has {train.FeatureCount} features and {test.Labels.File} has {test.FeatureCount}; use "
                + "files with the same columns.");
        LabelEncoding encoding = LabelEncoding.Infer(train.Labels, classCount);
        return new DataSource(
            train.ToDataset(name, encoding),
            test?.ToDataset(name, encoding),
            layout.Owner is null ? null : [.. train.Owners]);
    }

    /// <summary>Reads the rows of one file.</summary>
    internal static CsvRows ReadRows(string path, CsvLayout layout)
    {
        using DataFileStream file = DataFileStream.Open(path);
        var options = new CsvReaderOptions
        {
            Separator = layout.Separator,
            HasHeader = layout.Header,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = LongestRow,
        };
        try
        {
            using CsvReader reader = CsvReader.Create(file, options, true);
            return new CsvRowReader(reader, file.Path, layout).ReadAll();
        }
        catch (CsvFormatException exception)
        {
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{file.Path}, line {exception.LineNumber}: the row has wrong quotes or is longer than {LongestRow} "
                + "bytes.", exception);
        }
    }
}
