using System.Collections.Immutable;

namespace Starling.Algorithms.Data;

/// <summary>
/// Zalando Fashion-MNIST: 60,000 training and 10,000 test images of 28 x 28 grey pixels in 10 classes of clothes. Features are
/// pixel/255, row by row, 0 to 1.
/// </summary>
public sealed record FashionMnistDataOptions : FileDataOptions
{
    private protected override DataSource Read(DataLocator locator) => IdxImages.Read(KnownDatasets.FashionMnist, locator);
}

/// <summary>
/// MNIST: 60,000 training and 10,000 test images of 28 x 28 grey pixels, handwritten digits 0 to 9. Features are pixel/255,
/// row by row, 0 to 1.
/// </summary>
public sealed record MnistDataOptions : FileDataOptions
{
    private protected override DataSource Read(DataLocator locator) => IdxImages.Read(KnownDatasets.Mnist, locator);
}

/// <summary>The layout that the sets of the MNIST family share: training images and labels, test images and labels.</summary>
internal static class IdxImages
{
    private const int ClassCount = 10;

    public static DataSource Read(KnownDataset dataset, DataLocator locator)
    {
        ImmutableArray<string> paths = locator.Find(dataset);

        // Unpacking is most of the time and the files are independent.
        (ByteDataset train, ByteDataset test) = ParallelRead.Both(
            () => IdxReader.ReadImages(paths[0], paths[1], dataset.Name, ClassCount),
            () => IdxReader.ReadImages(paths[2], paths[3], dataset.Name, ClassCount));
        return new DataSource(train, test);
    }
}
