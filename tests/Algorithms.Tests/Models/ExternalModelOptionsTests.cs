using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Runs;
using Xunit;

namespace Starling.Algorithms.Tests.Models;

public sealed class ExternalModelOptionsTests
{
    [Fact]
    public void A_command_is_required_and_its_first_entry_is_a_program()
    {
        Assert.Contains("model.command", Assert.Throws<StarlingException>(() => RunDefinition.Parse("""{ "algorithm": "fedavg", "model": "external", "data": "synthetic" }""")).Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCatalog.OutOfRange, Assert.Single(new ExternalModelOptions { Command = [] }.Check()).Error);
        Assert.Equal(ErrorCatalog.OutOfRange, Assert.Single(new ExternalModelOptions { Command = [" "] }.Check()).Error);
        Assert.Equal(ErrorCatalog.OutOfRange, Assert.Single(new ExternalModelOptions { Command = ["python3", "a\0b"] }.Check()).Error);
        Assert.Empty(new ExternalModelOptions { Command = ["python3", "train.py", ""] }.Check());
    }

    [Fact]
    public void A_definition_comes_back_as_it_was_written()
    {
        RunDefinition run = RunDefinition.Parse("""
            { "algorithm": "fedavg", "model": { "kind": "external", "command": ["python3", "a b.py"], "timeLimit": 2.5, "shareDevices": true }, "data": "synthetic" }
            """);

        var model = Assert.IsType<ExternalModelOptions>(RunDefinition.Parse(run.ToJson()).Model);
        Assert.Equal(["python3", "a b.py"], model.Command);
        Assert.Equal((2.5, true), (model.TimeLimit, model.ShareDevices));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("86401")]
    public void A_time_limit_is_longer_than_nothing_and_at_most_a_day(string limit) =>
        Assert.Contains("model.timeLimit", Assert.Throws<StarlingException>(() => RunDefinition.Parse($$"""
            { "algorithm": "fedavg", "model": { "kind": "external", "command": ["a"], "timeLimit": {{limit}} }, "data": "synthetic" }
            """)).Message, StringComparison.Ordinal);
}
