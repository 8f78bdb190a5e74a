using Starling.Dashboard.Feeds;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Dashboard.Pages.Tests.Feeds;

public sealed class MembershipBookTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private readonly MembershipBook book = new(most: 10);

    [Fact]
    public void SilosThatWereThereBeforeCameWhenTheyStarted()
    {
        book.Take([Silo("a", 1)], Start.AddHours(2));

        Assert.Equal([new MembershipNote(Start, "a", "a:1", Came: true)], book.Notes);
    }

    [Fact]
    public void ASiloThatIsGoneIsNotedOnce()
    {
        book.Take([Silo("a", 1), Silo("b", 1)], Start);
        book.Take([Silo("a", 1)], Start.AddSeconds(5));
        book.Take([Silo("a", 1)], Start.AddSeconds(6));

        Assert.Equal(new MembershipNote(Start.AddSeconds(5), "b", "b:1", Came: false), book.Notes[0]);
        Assert.Equal(3, book.Notes.Length);
    }

    [Fact]
    public void ASiloThatWasStartedAgainWentAndCame()
    {
        book.Take([Silo("a", 1)], Start);
        book.Take([Silo("a", 2)], Start.AddSeconds(9));

        Assert.Equal([true, false, true], book.Notes.Select(note => note.Came));
        Assert.Equal(Start.AddSeconds(9), book.Notes[0].Time);
    }

    [Fact]
    public void OldNotesMakeRoom()
    {
        for (int generation = 0; generation < 30; generation++)
            book.Take([Silo("a", generation)], Start.AddSeconds(generation));

        Assert.Equal(10, book.Notes.Length);
        Assert.Equal("a:29", book.Notes[0].Address);
    }

    private static SiloReport Silo(string name, int generation) => new() { Name = name, Address = $"{name}:{generation}", Started = Start };
}
