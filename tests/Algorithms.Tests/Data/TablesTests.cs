using Starling.Algorithms.Data;
using Starling.Algorithms.Options;
using Xunit;

namespace Starling.Algorithms.Tests.Data;

public class TablesTests
{
    [Fact]
    public void The_kinds_are_those_of_job_files()
    {
        Assert.Equal(
            ["fashion-mnist", "mnist", "a9a", "agaricus", "optdigits", "tinyshakespeare", "synthetic", "csv", "libsvm", "npy"],
            DataTable.All.Entries.Select(entry => entry.Kind));
        Assert.Equal(
            ["iid", "dirichlet", "dirichlet-classes", "pathological", "quantity-skew", "natural"],
            PartitionTable.All.Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public void Every_kind_can_be_made_and_its_defaults_are_in_order()
    {
        foreach (PartEntry entry in DataTable.All.Entries.Concat(PartitionTable.All.Entries))
        {
            Assert.True(entry.OptionsType.IsSealed);
            var options = (PartOptions)OptionsShape.Of(entry.OptionsType).CreateInstance();
            if (options is not (CsvDataOptions or LibsvmDataOptions or NpyDataOptions))
                Assert.Empty(options.Check());
        }
    }
}
