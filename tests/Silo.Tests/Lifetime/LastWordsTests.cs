using Starling.Silo.Lifetime;
using Xunit;

namespace Starling.Silo.Tests.Lifetime;

public sealed class LastWordsTests
{
    [Fact]
    public void A_silo_that_the_others_gave_up_says_so()
    {
        string line = LastWords.Line("silo-1", "I have been told I am dead, so this silo will stop! Reason: ...", null);

        Assert.StartsWith("Silo silo-1 ends: ", line, StringComparison.Ordinal);
        Assert.Contains("declared it dead", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_end_says_what_happened_in_one_line()
    {
        string line = LastWords.Line("silo-1", "Refresh", new InvalidOperationException("outer", new IOException("the disk\nis gone")));

        Assert.Equal("Silo silo-1 cannot go on and ends: the disk is gone", line);
    }
}
