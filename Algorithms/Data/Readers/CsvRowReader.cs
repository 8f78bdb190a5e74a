using System.Globalization;
using System.Text;
using CsvHelper;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>The rows of one CSV file, before the classes are known.</summary>
internal sealed record CsvRows(int FeatureCount, List<double> Values, FileLabels Labels, List<int> Owners)
{
    public Dataset ToDataset(string name, LabelEncoding encoding)
    {
        int[] labels = encoding.Encode(Labels);
        double[] values = [.. Values];
        return DataText.FitSingle(values)
            ? new DenseDataset<float>(name, FeatureCount, encoding.ClassCount, labels, DataText.ToSingle(values))
            : new DenseDataset<double>(name, FeatureCount, encoding.ClassCount, labels, values);
    }
}

/// <summary>Takes the fields of one CSV file apart: features, label, owner.</summary>
internal sealed class CsvRowReader(CsvReader reader, string path, CsvLayout layout)
{
    private readonly List<double> _values = [];
    private readonly List<double> _labels = [];
    private readonly List<int> _lines = [];
    private readonly List<int> _owners = [];
    private readonly Dictionary<string, int> _ownerNumbers = new(StringComparer.Ordinal);

    public CsvRows ReadAll()
    {
        if (!reader.Read())
            throw new StarlingException(ErrorCatalog.DataTruncated,
                $"{path} has no samples{(layout.Header ? " after its row of headings" : string.Empty)}.");

        IReadOnlyList<string>? headings = layout.Header ? [.. reader.Headers] : null;
        int columnCount = headings?.Count ?? reader.FieldCount;
        int label = layout.Label switch
        {
            "first" => 0,
            "last" => columnCount - 1,
            _ => Column(layout.Label, headings, columnCount),
        };
        int owner = layout.Owner is null ? -1 : Column(layout.Owner, headings, columnCount);
        int featureCount = columnCount - (owner < 0 || owner == label ? 1 : 2);
        if (featureCount < 1)
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{path}, line {reader.LineNumber}: the row has {columnCount} column(s) and leaves no features; fields are "
                + $"taken to be separated by {DataText.Quote(layout.Separator.ToString())}.");
        do
        {
            AddRow(columnCount, label, owner);
        }
        while (reader.Read());
        return new CsvRows(featureCount, _values, new FileLabels(path, _labels, _lines), _owners);
    }

    private void AddRow(int columnCount, int label, int owner)
    {
        long line = reader.LineNumber;
        if (reader.FieldCount != columnCount)
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{path}, line {line}: the row has {reader.FieldCount} columns, and the first has {columnCount}.");
        if ((long)_values.Count + columnCount > Array.MaxLength)
            throw new StarlingException(ErrorCatalog.DataTooLarge,
                $"{path}, line {line}: more than {Array.MaxLength} values; split the file.");
        _lines.Add((int)line);
        for (int column = 0; column < columnCount; column++)
        {
            ReadOnlySpan<byte> field = reader.GetSpan(column);
            if (column == owner)
                _owners.Add(OwnerNumber(Encoding.UTF8.GetString(field)));
            if (column == label)
                _labels.Add(DataText.Number(field, path, line, "the label"));
            else if (column != owner)
                _values.Add(DataText.Number(field, path, line, $"column {column + 1}"));
        }
    }

    private int OwnerNumber(string owner)
    {
        if (!_ownerNumbers.TryGetValue(owner, out int number))
            _ownerNumbers.Add(owner, number = _ownerNumbers.Count);
        return number;
    }

    private int Column(string wanted, IReadOnlyList<string>? headings, int columnCount)
    {
        for (int column = 0; column < (headings?.Count ?? 0); column++)
        {
            if (headings![column] == wanted)
                return column;
        }

        if (int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= columnCount)
            return number - 1;
        string columns = headings is null ? $"1 to {columnCount}" : string.Join(", ", headings.Take(20).Select(DataText.Quote));
        throw new StarlingException(ErrorCatalog.DataColumnMissing,
            $"{path} has no column {DataText.Quote(wanted)}; its columns are {columns}.");
    }
}
