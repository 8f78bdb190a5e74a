using System.Collections.Immutable;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>
/// UCI optdigits: 3,823 training and 1,797 test images of 8 x 8 counts 0 to 16, handwritten digits 0 to 9. Features are
/// count/16, row by row. The test rows are scikit-learn's <c>digits</c>.
/// </summary>
public sealed record OptDigitsDataOptions : FileDataOptions
{
    private const int Side = 8;
    private const int PixelCount = Side * Side;
    private const int ClassCount = 10;
    private const int LargestCount = 16;

    /// <summary>Append a feature that is always 1, as the convex benchmark of FedSpeed has it: 65 features.</summary>
    public bool Constant { get; init; }

    private protected override DataSource Read(DataLocator locator)
    {
        ImmutableArray<string> paths = locator.Find(KnownDatasets.OptDigits);
        return new DataSource(ReadFile(paths[0]), ReadFile(paths[1]));
    }

    // The counts stay bytes; 16 times 1/16 is the constant.
    private ByteDataset ReadFile(string path)
    {
        CsvRows rows = CsvTable.ReadRows(path, new CsvLayout());
        if (rows.FeatureCount != PixelCount)
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{path} has {rows.FeatureCount + 1} columns; optdigits has {PixelCount} counts and a label.");
        int[] labels = LabelEncoding.Infer(rows.Labels, ClassCount).Encode(rows.Labels);
        int featureCount = Constant ? PixelCount + 1 : PixelCount;
        byte[] values = new byte[labels.Length * featureCount];
        values.AsSpan().Fill(LargestCount);
        for (int row = 0; row < labels.Length; row++)
        {
            for (int pixel = 0; pixel < PixelCount; pixel++)
            {
                double count = rows.Values[(row * PixelCount) + pixel];
                if (!(count is >= 0 and <= LargestCount) || count != Math.Floor(count))
                    throw new StarlingException(ErrorCatalog.DataCorrupted,
                        $"{path}, line {rows.Labels.Lines[row]}: column {pixel + 1} is {count}; counts are whole numbers from "
                        + $"0 to {LargestCount}.");
                values[(row * featureCount) + pixel] = (byte)count;
            }
        }

        return new ByteDataset(KnownDatasets.OptDigits.Name, featureCount, ClassCount, labels, values, 1.0 / LargestCount)
        {
            Image = Constant ? null : new ImageShape(1, Side, Side),
        };
    }
}
