using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Data;

/// <summary>
/// NumPy files of your own: features of two or more dimensions, the first counting samples, and labels of one. Bytes stay bytes
/// in memory, float32 stays float, all else becomes double. Three dimensions are grey images (sample, row, column), four are
/// images (sample, channel, row, column), for models that want images.
/// </summary>
public sealed record NpyDataOptions : FileDataOptions
{
    /// <summary>The file of the training features.</summary>
    [Required]
    public required string Path { get; init; }

    /// <summary>The file of the training labels, whole numbers.</summary>
    [Required]
    public required string Labels { get; init; }

    /// <summary>The file of the test features; there is none unless it is named.</summary>
    public string? TestPath { get; init; }

    /// <summary>The file of the test labels; there is none unless it is named.</summary>
    public string? TestLabels { get; init; }

    /// <summary>What every feature is multiplied by; 0.00392156862745098 turns pixels of one byte into 0 to 1.</summary>
    [Range(-1e300, 1e300)]
    public double Scale { get; init; } = 1;

    /// <summary>The number of classes C; 0 takes as many as the training labels show.</summary>
    [Range(0, 1_000_000)]
    public int Classes { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (string.IsNullOrEmpty(TestPath) != string.IsNullOrEmpty(TestLabels))
            yield return new(ErrorCatalog.ImpossibleCombination, "testLabels", "must be given exactly when testPath is.");
    }

    private protected override DataSource Read(DataLocator locator)
    {
        string path = locator.FindFile(Path);
        FileLabels labels = ReadLabels(locator.FindFile(Labels));
        LabelEncoding encoding = LabelEncoding.Infer(labels, Classes);
        Dataset train = ReadDataset(path, labels, encoding);
        if (string.IsNullOrEmpty(TestPath) || string.IsNullOrEmpty(TestLabels))
            return new DataSource(train, null);

        string testPath = locator.FindFile(TestPath);
        Dataset test = ReadDataset(testPath, ReadLabels(locator.FindFile(TestLabels)), encoding);
        return test.FeatureCount == train.FeatureCount
            ? new DataSource(train, test)
            : throw new StarlingException(ErrorCatalog.DataMismatch,
                $"{path} has {train.FeatureCount} features and {testPath} has {test.FeatureCount}; use files of one shape.");
    }

    private static FileLabels ReadLabels(string path)
    {
        NpyArray array = NpyReader.Read(path);
        if (array.Shape.Count != 1 || array.Count == 0)
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{path} has the shape ({string.Join(", ", array.Shape)}); labels have one dimension and one label a sample.");
        double[] values = array.ToArray<double>();
        RequireFinite<double>(values, path, 1);
        return new FileLabels(path, values, [.. Enumerable.Range(1, values.Length)]);
    }

    private Dataset ReadDataset(string path, FileLabels fileLabels, LabelEncoding encoding)
    {
        int[] labels = encoding.Encode(fileLabels);
        NpyArray array = NpyReader.Read(path);
        if (array.Shape.Count < 2 || array.Count == 0)
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{path} has the shape ({string.Join(", ", array.Shape)}); features have two or more dimensions, none "
                + "of them 0.");
        if (array.Shape[0] != labels.Length)
            throw new StarlingException(ErrorCatalog.DataMismatch,
                $"{path} has {array.Shape[0]} samples and {fileLabels.File} has {labels.Length} labels; use files of one "
                + "data set.");

        int featureCount = array.Count / labels.Length;
        string name = OwnFiles.NameOf(Path);
        int classCount = encoding.ClassCount;
        ImageShape? image = ImageOf(array.Shape);
        return array.Element switch
        {
            NpyElement.UInt8 => new ByteDataset(name, featureCount, classCount, labels, array.Data, Scale) { Image = image },
            NpyElement.Float32 or NpyElement.Float16 =>
                new DenseDataset<float>(name, featureCount, classCount, labels, Values<float>(array, path, featureCount)) { Image = image },
            _ => new DenseDataset<double>(name, featureCount, classCount, labels, Values<double>(array, path, featureCount)) { Image = image },
        };
    }

    private static ImageShape? ImageOf(IReadOnlyList<int> shape) => shape.Count switch
    {
        3 => new ImageShape(1, shape[1], shape[2]),
        4 => new ImageShape(shape[1], shape[2], shape[3]),
        _ => null,
    };

    private T[] Values<T>(NpyArray array, string path, int featureCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = array.ToArray<T>();
        RequireFinite<T>(values, path, featureCount);
        if (Scale == 1)
            return values;
        T scale = T.CreateTruncating(Scale);
        for (int i = 0; i < values.Length; i++)
            values[i] *= scale;
        RequireFinite<T>(values, path, featureCount);
        return values;
    }

    private static void RequireFinite<T>(ReadOnlySpan<T> values, string path, int featureCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
                throw new StarlingException(ErrorCatalog.DataNotFinite,
                    $"{path}, row {(i / featureCount) + 1}: value {(i % featureCount) + 1} is {values[i]}; every value must be "
                    + "a finite number.");
        }
    }
}
