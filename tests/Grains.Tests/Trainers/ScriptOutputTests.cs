using System.IO.Pipes;
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

    [Fact]
    public async Task What_was_printed_before_a_mark_is_there_when_both_streams_have_it()
    {
        using var first = new AnonymousPipeServerStream(PipeDirection.Out);
        using var second = new AnonymousPipeServerStream(PipeDirection.Out);
        using var firstReader = new StreamReader(new AnonymousPipeClientStream(PipeDirection.In, first.ClientSafePipeHandle));
        using var secondReader = new StreamReader(new AnonymousPipeClientStream(PipeDirection.In, second.ClientSafePipeHandle));
        var output = new ScriptOutput();
        Task reading = Task.WhenAll(output.ReadAsync(firstReader), output.ReadAsync(secondReader));

        Task waiting = Task.Run(() => output.WaitFor(7), TestContext.Current.CancellationToken);
        await first.WriteAsync("a line\nand half of one\n\u001e7\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await second.WriteAsync("a \u001e sign\n\u001e6\n\u001e7\nlater\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await waiting;
        string[] lines = output.TakeNew()!.Split('\n');
        first.Dispose();
        second.Dispose();
        await reading;

        Assert.Superset(new HashSet<string> { "a line", "and half of one", "a   sign" }, lines.ToHashSet());
        Assert.DoesNotContain(lines, line => line.Contains('7', StringComparison.Ordinal));
        output.WaitFor(1000);
    }
}
