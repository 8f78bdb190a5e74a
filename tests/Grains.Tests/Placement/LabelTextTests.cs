using Starling.Grains.Placement;
using Xunit;

namespace Starling.Grains.Tests.Placement;

public sealed class LabelTextTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("gpu=true", 1)]
    [InlineData("gpu=true,zone=a", 2)]
    [InlineData("url=a=b", 1)]
    [InlineData("bare=", 1)]
    public void What_is_written_is_read(string text, int count)
    {
        Assert.Equal(count, LabelText.Read(text).Length);
        Assert.Equal(text, LabelText.Write(LabelText.Read(text)));
    }

    [Theory]
    [InlineData("gpu=true", "the label gpu=true")]
    [InlineData("a=1,b=2,c=3", "the labels a=1, b=2 and c=3")]
    public void Sentences_name_them(string text, string sentence) => Assert.Equal(sentence, LabelText.Of(LabelText.Read(text)));
}
