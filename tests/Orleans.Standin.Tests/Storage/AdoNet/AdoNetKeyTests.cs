using System.Buffers.Binary;
using System.Text;
using Orleans.Storage;
using Xunit;

namespace Orleans.Standin.Tests.Storage.AdoNet;

/// <summary>Compares with rows that Orleans 10.4.2 wrote: a cluster that changes its engine has to find its states, or fail, not start afresh.</summary>
public sealed class AdoNetKeyTests
{
    [Theory]
    [InlineData("7", 0, 7, null, 1586669959)]
    [InlineData("+", 0, 0, "+", -1353610615)]
    [InlineData("x+y", 0, 0, "x+y", -1327813047)]
    [InlineData("abc/d e?#%+\\ü", 0, 0, "abc/d e?#%+\\ü", 1316932084)]
    [InlineData("26044d39-8b5f-4033-9b20-f968145e1dd6", 0, 0, "26044d39-8b5f-4033-9b20-f968145e1dd6", -1422516902)]
    [InlineData("c7d72b629048486fbed2519c1a6f3f44", 5219549135410506594, 4917771478194311870, null, 951725948)]
    public void A_key_has_the_columns_that_Orleans_gives_it(string key, long n0, long n1, string? extension, int hash)
    {
        AdoNetKey columns = AdoNetKey.Of(GrainId.Create("thing", key));

        Assert.Equal((n0, n1, extension, hash), (columns.N0, columns.N1, columns.Extension, columns.Hash));
    }

    [Fact]
    public void A_state_has_the_hash_that_Orleans_gives_it() => Assert.Equal(-647127308, XxHash32.Compute("st"u8));

    // The last is longer than a stripe of 16 bytes.
    [Theory]
    [InlineData("", 0x02CC5D05)]
    [InlineData("a", 0x550D7456)]
    [InlineData("abc", 0x32D153FF)]
    [InlineData("Nobody inspects the spammish repetition", 0xE2293B2F)]
    public void The_hash_is_that_of_its_specification(string text, uint hash) =>
        Assert.Equal(hash, BinaryPrimitives.ReverseEndianness(unchecked((uint)XxHash32.Compute(Encoding.UTF8.GetBytes(text)))));
}
