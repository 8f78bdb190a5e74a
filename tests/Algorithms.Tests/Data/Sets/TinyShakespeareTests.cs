using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Tests.Data.Locating;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Sets;

public sealed class TinyShakespeareTests : IDisposable
{
    private const string Play = "A:\nabcdefg\nhi\n\nB:\nxy\n\nC:\nlmnopqr\nst\n\nA:\nabc\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_speakers_text_is_all_he_says_and_short_speakers_are_left_out()
    {
        // A says "abcdefg\nhi\nabc\n" (15 characters, 13 for training), C "lmnopqr\nst\n" (11, 9 for training), B 3.
        DataSource data = Load(new TinyShakespeareDataOptions { ContextLength = 3, MinimumCharacters = 11 }, Play);
        Assert.Equal("defg\nhi\nabopqr\ns", Labels(data.Train));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1], data.Owners!);

        // No window reaches from the training part into the test part: nothing is long enough here.
        Assert.Equal(0, data.Test!.Count);
    }

    [Fact]
    public void Test_windows_begin_after_their_own_context()
    {
        DataSource data = Load(new TinyShakespeareDataOptions { ContextLength = 1, MinimumCharacters = 11 }, Play);
        Assert.Equal("\n\n", Labels(data.Test!));
    }

    [Fact]
    public void A_stride_takes_fewer_windows()
    {
        DataSource data = Load(new TinyShakespeareDataOptions { ContextLength = 3, MinimumCharacters = 15, Stride = 4 }, Play);
        Assert.Equal("d\na", Labels(data.Train));
    }

    [Fact]
    public void A_text_that_is_no_play_is_refused()
    {
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => Load(new TinyShakespeareDataOptions(), "Once upon a time\n"), "begin with a speaker");
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => Load(new TinyShakespeareDataOptions(), Play), "1000 characters", "minimumCharacters");
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => Load(new TinyShakespeareDataOptions(), ""), "no speaker");
    }

    private static string Labels(Dataset data)
    {
        byte[] alphabet = [.. Play.Select(letter => (byte)letter).Distinct().Order()];
        return string.Concat(data.Labels.ToArray().Select(label => (char)alphabet[label]));
    }

    private DataSource Load(TinyShakespeareDataOptions options, string text)
    {
        _folder.Write("tinyshakespeare/input.txt", text);
        return options.Load(new DataContext(new DataLocator(_folder.Path, new FakeEnvironment(_folder.Path)), 1, 2));
    }
}
