using Starling.Algorithms.Data;
using Starling.TestSupport;
using System.Security.Cryptography;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Locating;

public class KnownDatasetsTests
{
    public static TheoryData<string> Names => [.. KnownDatasets.All.Select(dataset => dataset.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_set_is_a_kind_of_data(string name) => Assert.True(DataTable.All.TryFind(name, out _));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_files_have_the_sizes_and_checksums_of_the_table(string name)
    {
        KnownDataset dataset = KnownDatasets.All.Single(candidate => candidate.Name == name);
        var paths = new DataLocator(TestData.Require(name)).Find(dataset);
        for (int i = 0; i < paths.Length; i++)
        {
            using DataFileStream file = DataFileStream.Open(paths[i]);
            byte[] content = file.ReadToEnd("content");
            Assert.Equal(dataset.Files[i].ContentLength, content.Length);
            Assert.Equal(dataset.Files[i].ContentSha256, Convert.ToHexStringLower(SHA256.HashData(content)));
        }
    }
}
