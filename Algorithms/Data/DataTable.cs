using Starling.Algorithms.Options;

namespace Starling.Algorithms.Data;

/// <summary>Every data set that a job can name.</summary>
public static class DataTable
{
    /// <summary>The kinds.</summary>
    public static PartTable<DataOptions> All { get; } = new(
        new PartEntry("fashion-mnist", typeof(FashionMnistDataOptions),
            "Fashion-MNIST: 60,000 grey images of clothes, 28 x 28, 10 classes"),
        new PartEntry("mnist", typeof(MnistDataOptions), "MNIST: 60,000 grey images of handwritten digits, 28 x 28, 10 classes"),
        new PartEntry("a9a", typeof(A9aDataOptions), "a9a (UCI Adult): 32,561 rows, 123 binary features, sparse, 2 classes"),
        new PartEntry("agaricus", typeof(AgaricusDataOptions),
            "Agaricus (UCI Mushroom): 6,513 rows, 126 binary features, sparse, 2 classes"),
        new PartEntry("optdigits", typeof(OptDigitsDataOptions),
            "UCI optdigits: 3,823 images of handwritten digits, 8 x 8, 10 classes"),
        new PartEntry("tinyshakespeare", typeof(TinyShakespeareDataOptions),
            "A million characters of Shakespeare: the next character, by speaker"),
        new PartEntry("synthetic", typeof(SyntheticDataOptions),
            "Synthetic(alpha, beta): generated clients that differ in model and data"),
        new PartEntry("csv", typeof(CsvDataOptions), "A CSV file of your own"),
        new PartEntry("libsvm", typeof(LibsvmDataOptions), "A LIBSVM file of your own"),
        new PartEntry("npy", typeof(NpyDataOptions), "NumPy files of your own"));
}
