using Starling.Client.Connections;
using Xunit;

namespace Starling.Client.Tests.Connections;

public sealed class ClusterAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:30000", true)]
    [InlineData("localhost:1", true)]
    [InlineData("[::1]:65535", true)]
    [InlineData("silo-1.example:30000", false)]
    [InlineData("10.0.0.7:30000", false)]
    public void An_address_is_read_and_written(string text, bool isLoopback)
    {
        Assert.True(ClusterAddress.TryParseList(text, out IReadOnlyList<ClusterAddress>? addresses, out _));
        Assert.Equal(text, Assert.Single(addresses).ToString());
        Assert.Equal(isLoopback, addresses[0].IsLoopback);
    }

    [Fact]
    public void Several_are_separated_by_commas()
    {
        Assert.True(ClusterAddress.TryParseList(" a:1, B:2,", out IReadOnlyList<ClusterAddress>? addresses, out _));
        Assert.Equal(["a:1", "b:2"], addresses.Select(address => address.ToString()));
    }

    [Theory]
    [InlineData("localhost", "localhost")]
    [InlineData("a:1,b", "b")]
    [InlineData("a:0", "a:0")]
    [InlineData("a:65536", "a:65536")]
    [InlineData("a:+5", "a:+5")]
    [InlineData(":5", ":5")]
    [InlineData("::1:5", "::1:5")]
    [InlineData("[::1:5", "[::1:5")]
    [InlineData("a b:5", "a b:5")]
    [InlineData("http://a:5", "http://a:5")]
    [InlineData("", "")]
    public void What_is_none_is_named(string text, string wrong)
    {
        Assert.False(ClusterAddress.TryParseList(text, out _, out string? found));
        Assert.Equal(wrong, found);
    }
}
