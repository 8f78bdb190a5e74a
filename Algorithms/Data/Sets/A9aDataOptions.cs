using System.Collections.Immutable;

namespace Starling.Algorithms.Data;

/// <summary>
/// a9a, the LIBSVM form of UCI Adult (does a person earn more than 50,000?): 32,561 training and 16,281 test rows, 123 binary
/// features, sparse. Class 1 is label +1.
/// </summary>
public sealed record A9aDataOptions : FileDataOptions
{
    private const int FeatureCount = 123;

    private protected override DataSource Read(DataLocator locator)
    {
        // The test file has no sample with feature 123.
        ImmutableArray<string> paths = locator.Find(KnownDatasets.A9a);
        return LibsvmReader.Read(paths[0], paths[1], KnownDatasets.A9a.Name, FeatureCount, classCount: 2);
    }
}

/// <summary>
/// UCI Mushroom as the XGBoost demonstration has it: 6,513 training and 1,611 test rows, 126 binary features, sparse. Class 1 is
/// poisonous.
/// </summary>
public sealed record AgaricusDataOptions : FileDataOptions
{
    private const int FeatureCount = 126;

    private protected override DataSource Read(DataLocator locator)
    {
        ImmutableArray<string> paths = locator.Find(KnownDatasets.Agaricus);
        return LibsvmReader.Read(paths[0], paths[1], KnownDatasets.Agaricus.Name, FeatureCount, classCount: 2);
    }
}
