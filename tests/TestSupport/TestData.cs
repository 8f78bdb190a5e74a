using Xunit;

namespace Starling.TestSupport;

/// <summary>The public data sets that tests read where the machine has them.</summary>
public static class TestData
{
    /// <summary>
    /// The folder of data sets that <c>STARLING_DATA</c> names. The running test is skipped where the data set is not in it.
    /// </summary>
    /// <param name="dataset">The name of a data set, such as <c>fashion-mnist</c>.</param>
    /// <returns>The folder that has a subfolder of that name.</returns>
    public static string Require(string dataset)
    {
        string? root = Environment.GetEnvironmentVariable("STARLING_DATA");
        Assert.SkipUnless(
            !string.IsNullOrEmpty(root) && Directory.Exists(Path.Combine(root, dataset)),
            $"The data set {dataset} is not there; set STARLING_DATA to a folder that has it.");
        return root!;
    }
}
