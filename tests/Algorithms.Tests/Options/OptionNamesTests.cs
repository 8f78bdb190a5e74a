using Starling.Algorithms.Options;
using Xunit;

namespace Starling.Algorithms.Tests.Options;

public sealed class OptionNamesTests
{
    [Theory]
    [InlineData("LearningRate", "learningRate", "learning-rate")]
    [InlineData("Iid", "iid", "iid")]
    [InlineData("Float16", "float16", "float16")]
    public void Names_of_the_code_are_written_as_job_files_write_them(string name, string camel, string kebab)
    {
        Assert.Equal(camel, OptionNames.Camel(name));
        Assert.Equal(kebab, OptionNames.Kebab(name));
    }

    [Theory]
    [InlineData("porx", "prox")]
    [InlineData("prx", "prox")]
    [InlineData("learning_rate", "learningRate")]
    [InlineData("LEARNINGRATE", "learningRate")]
    [InlineData("learnRate", "learningRate")]
    [InlineData("ho", "rho")]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("momentum", null)]
    public void The_nearest_name_is_what_was_probably_meant(string name, string? meant) =>
        Assert.Equal(meant, OptionNames.Nearest(name, ["prox", "rho", "learningRate", "learningRateDecay"]));
}
