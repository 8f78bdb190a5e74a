using Starling.Grains.Trainers;
using Xunit;

namespace Starling.Grains.Tests.Trainers;

public sealed class ScriptOutputTests
{
    [Fact]
    public async Task New_lines_are_handed_out_once_and_the_last_ones_stay_for_a_message()
    {
        var output = new ScriptOutput();
        await output.ReadAsync(new StringReader("one\ntwo\n\nthree"));

        Assert.Equal("one\ntwo\nthree", output.TakeNew());
        Assert.Null(output.TakeNew());
        Assert.Equal(" It printed last:\none\ntwo\nthree", output.Tail());
    }

    [Fact]
    public void Nothing_is_said_of_silence()
    {
        var output = new ScriptOutput();

        Assert.Null(output.TakeNew());
        Assert.Equal(" It printed nothing.", output.Tail());
    }

    [Fact]
    public async Task Many_lines_and_endless_lines_take_bounded_memory()
    {
        var output = new ScriptOutput();
        await output.ReadAsync(new StringReader(string.Join('\n', Enumerable.Range(0, 10_000).Select(number => $"line {number}"))));

        string text = output.TakeNew()!;
        Assert.StartsWith("(9980 earlier lines are left out)\nline 9980\n", text, StringComparison.Ordinal);
        Assert.EndsWith("line 9999", text, StringComparison.Ordinal);

        await output.ReadAsync(new StringReader(new string('x', 1_000_000)));
        Assert.Equal(new string('x', 400) + " ...", output.TakeNew());
    }

    [Fact]
    public async Task Orders_to_a_terminal_are_no_part_of_a_log()
    {
        var output = new ScriptOutput();
        await output.ReadAsync(new StringReader("\u001b[31mred\u0007\tend\r\n"));

        Assert.Equal(" [31mred \tend", output.TakeNew());
    }
}
