using System.Collections.Immutable;

namespace Starling.Algorithms.Data;

/// <summary>One file of a public data set.</summary>
/// <param name="Name">Its name where it is published and in the cache.</param>
/// <param name="Addresses">Where it can be fetched, the best first.</param>
/// <param name="ContentLength">The size of its content, unpacked where the file is gzip.</param>
/// <param name="ContentSha256">
/// The SHA-256 of its content, unpacked where the file is gzip: packing the same bytes anew does not make another file.
/// </param>
public sealed record DatasetFile(string Name, ImmutableArray<Uri> Addresses, long ContentLength, string ContentSha256)
{
    /// <summary>The names under which the file is accepted on disk: its own, and for gzip the unpacked one.</summary>
    public ImmutableArray<string> AcceptedNames { get; } =
        Name.EndsWith(".gz", StringComparison.Ordinal) ? [Name, Name[..^3]] : [Name];
}

/// <summary>A public data set that the product knows by name.</summary>
/// <param name="Name">The name, which is also the folder that its files lie in.</param>
/// <param name="Licence">The licence, as its authors name it.</param>
/// <param name="Files">Its files.</param>
public sealed record KnownDataset(string Name, string Licence, ImmutableArray<DatasetFile> Files);

/// <summary>The public data sets that are found, and if need be fetched, by name.</summary>
public static class KnownDatasets
{
    /// <summary>Zalando Fashion-MNIST.</summary>
    public static readonly KnownDataset FashionMnist = new("fashion-mnist", "MIT",
    [
        Fashion("train-images-idx3-ubyte.gz", 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        Fashion("train-labels-idx1-ubyte.gz", 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        Fashion("t10k-images-idx3-ubyte.gz", 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        Fashion("t10k-labels-idx1-ubyte.gz", 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ]);

    /// <summary>MNIST handwritten digits (LeCun, Cortes, Burges).</summary>
    public static readonly KnownDataset Mnist = new("mnist", "CC BY-SA 3.0",
    [
        Digits("train-images-idx3-ubyte.gz", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        Digits("train-labels-idx1-ubyte.gz", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        Digits("t10k-images-idx3-ubyte.gz", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        Digits("t10k-labels-idx1-ubyte.gz", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ]);

    /// <summary>UCI Adult in LIBSVM form (Becker, Kohavi; binarised after Platt).</summary>
    public static readonly KnownDataset A9a = new("a9a", "CC BY 4.0",
    [
        Adult("a9a", 2_327_314, "7ba53cccb27e2e525f0fb173e1f446d49856e3fb007eb43be4ec6d0f5b3335ca"),
        Adult("a9a.t", 1_164_628, "1f448a153f0320399a7e40836eb207655b0bde0f21fc941cc472193daa9f5de9"),
    ]);

    /// <summary>UCI Mushroom, one-hot, as the demonstration of XGBoost has it.</summary>
    public static readonly KnownDataset Agaricus = new("agaricus", "CC BY 4.0",
    [
        Mushroom("agaricus.txt.train", 742_257, "915c2def06e9b44a306ad097fe8b6652c7c477d9c1e605bd2130ad20a70a8ad6"),
        Mushroom("agaricus.txt.test", 183_611, "765db79391141953d890ce197fe828a621d6487fbba4de5e4d2217bd140371c0"),
    ]);

    /// <summary>UCI Optical Recognition of Handwritten Digits (Alpaydin, Kaynak).</summary>
    public static readonly KnownDataset OptDigits = new("optdigits", "CC BY 4.0",
    [
        Optical("optdigits.tra", 563_639, "e1b683cc211604fe8fd8c4417e6a69f31380e0c61d4af22e93cc21e9257ffedd"),
        Optical("optdigits.tes", 264_712, "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8"),
    ]);

    /// <summary>A million characters of Shakespeare's plays (Karpathy, char-rnn).</summary>
    public static readonly KnownDataset TinyShakespeare = new("tinyshakespeare", "public domain",
    [
        File("input.txt", 1_115_394, "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
            "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/"),
    ]);

    /// <summary>All of them.</summary>
    public static ImmutableArray<KnownDataset> All { get; } = [FashionMnist, Mnist, A9a, Agaricus, OptDigits, TinyShakespeare];

    private static DatasetFile Fashion(string name, long length, string sha256) => File(name, length, sha256,
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");

    private static DatasetFile Digits(string name, long length, string sha256) => File(name, length, sha256,
        "https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/");

    // The first address is pinned to the commit that the checksum was taken from; the second is where the data are from.
    private static DatasetFile Adult(string name, long length, string sha256) => File(name, length, sha256,
        "https://raw.githubusercontent.com/dtera/fl_xgboost/0abd2e16afeea63f53ff249f4e0ad15a8e5d663c/data/",
        "https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/binary/");

    private static DatasetFile Mushroom(string name, long length, string sha256) => File(name, length, sha256,
        "https://raw.githubusercontent.com/dmlc/xgboost/379b29f0836b9dbc313b993d8e5743bd452d4117/demo/data/");

    private static DatasetFile Optical(string name, long length, string sha256) => File(name, length, sha256,
        "https://archive.ics.uci.edu/ml/machine-learning-databases/optdigits/");

    private static DatasetFile File(string name, long length, string sha256, params ReadOnlySpan<string> folders)
    {
        var addresses = ImmutableArray.CreateBuilder<Uri>(folders.Length);
        foreach (string folder in folders)
            addresses.Add(new Uri(folder + name));
        return new DatasetFile(name, addresses.MoveToImmutable(), length, sha256);
    }
}
