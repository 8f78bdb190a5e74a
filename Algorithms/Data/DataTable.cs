using Starling.Algorithms.Options;

namespace Starling.Algorithms.Data;

/// <summary>Every data set that a job can name.</summary>
public static class DataTable
{
    /// <summary>The kinds.</summary>
    public static PartTable<DataOptions> All { get; } = new(
        new PartEntry("fashion-mnist", typeof(FashionMnistDataOptions), "Fashion-MNIST: 60,000 grey images of clothes, 28 x 28, 10 classes"),
        new PartEntry("mnist", typeof(MnistDataOptions), "MNIST: 60,000 grey images of handwritten digits, 28 x 28, 10 classes"),
        new PartEntry("synthetic", typeof(SyntheticDataOptions), "Synthetic(alpha, beta): generated clients that differ in model and data"));
}
