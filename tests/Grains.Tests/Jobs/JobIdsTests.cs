using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Grains.Tests.Jobs;

public sealed class JobIdsTests
{
    [Theory]
    [InlineData("fashion-20261126-041355-a1b2c3")]
    [InlineData("1")]
    [InlineData("a1")]
    [InlineData("0")]
    [InlineData("Fashion.50")]
    [InlineData("_x")]
    [InlineData("0x1F")]
    public void These_are_ids(string id) => Assert.True(JobIds.IsValid(id));

    [Theory]
    [InlineData("")]
    [InlineData("a/0")]
    [InlineData("../x")]
    [InlineData(".x")]
    [InlineData("-x")]
    [InlineData("x\n")]
    [InlineData("a+b")]
    [InlineData("0a1")]
    [InlineData("A1")]
    [InlineData("00000000000000000000000000000012")]
    public void These_are_none(string id) => Assert.False(JobIds.IsValid(id));

    [Fact]
    public void An_id_has_at_most_100_characters()
    {
        Assert.True(JobIds.IsValid(new string('x', 100)));
        Assert.False(JobIds.IsValid(new string('x', 101)));
    }
}
