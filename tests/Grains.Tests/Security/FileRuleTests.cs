using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Grains.Security;
using Starling.TestSupport;
using Xunit;

namespace Starling.Grains.Tests.Security;

public sealed class FileRuleTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string allowed;

    public FileRuleTests()
    {
        allowed = Path.Combine(folder.Path, "allowed");
        Directory.CreateDirectory(Path.Combine(allowed, "deep"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "allowed-not"));
        File.WriteAllText(Path.Combine(allowed, "deep", "a.csv"), "1");
        File.WriteAllText(Path.Combine(folder.Path, "secret.csv"), "1");
        File.WriteAllText(Path.Combine(folder.Path, "allowed-not", "a.csv"), "1");
        File.CreateSymbolicLink(Path.Combine(allowed, "out.csv"), Path.Combine(folder.Path, "secret.csv"));
        Directory.CreateSymbolicLink(Path.Combine(allowed, "up"), "..");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "in"), allowed);
        File.CreateSymbolicLink(Path.Combine(allowed, "circle"), Path.Combine(allowed, "circle"));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("allowed/deep/a.csv")]
    [InlineData("allowed/deep/../deep/a.csv")]
    [InlineData("in/deep/a.csv")]
    [InlineData("allowed/not-there.csv")]
    public void What_lies_in_an_allowed_folder_may_be_named(string path) => Rule(allowed).Check(Csv(Full(path)));

    [Theory]
    [InlineData("secret.csv")]
    [InlineData("allowed/../secret.csv")]
    [InlineData("allowed-not/a.csv")]
    [InlineData("allowed/out.csv")]
    [InlineData("allowed/up/secret.csv")]
    [InlineData("allowed/circle")]
    [InlineData("allowed")]
    [InlineData("not-there.csv")]
    public void What_lies_elsewhere_may_not(string path)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => Rule(allowed).Check(Csv(Full(path))));

        Assert.Equal(ErrorCatalog.FileNotAllowed, refusal.Error);
        Assert.StartsWith("data.path: '", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_path_is_where_the_data_folders_have_it()
    {
        FileRule rule = Rule(allowed);

        rule.Check(Csv("deep/a.csv"));
        Assert.Throws<StarlingException>(() => rule.Check(Csv("../secret.csv")));
    }

    [Fact]
    public void Every_file_that_data_name_is_looked_at()
    {
        FileRule rule = Rule(allowed);
        string good = Full("allowed/deep/a.csv");
        string bad = Full("secret.csv");
        DataOptions[] options =
        [
            Csv(good) with { TestPath = bad },
            new LibsvmDataOptions { Path = bad },
            new LibsvmDataOptions { Path = good, TestPath = bad },
            new NpyDataOptions { Path = bad, Labels = good },
            new NpyDataOptions { Path = good, Labels = bad },
            new NpyDataOptions { Path = good, Labels = good, TestPath = bad },
            new NpyDataOptions { Path = good, Labels = good, TestLabels = bad },
        ];

        Assert.All(options, data => Assert.Throws<StarlingException>(() => rule.Check(data)));
    }

    [Fact]
    public void Without_folders_any_file_may_be_named_and_with_none_no_file()
    {
        Rule(null).Check(Csv(Full("secret.csv")));
        new FileRule([], new DataLocator()).Check(new MnistDataOptions());
        Assert.Throws<StarlingException>(() => new FileRule([], new DataLocator()).Check(Csv(Full("secret.csv"))));
        Rule("/").Check(Csv(Full("secret.csv")));
    }

    [Fact]
    public void Every_text_in_the_options_of_data_is_known_to_be_a_file_or_not()
    {
        string[] known =
        [
            "CsvDataOptions.Label", "CsvDataOptions.Owner", "CsvDataOptions.Path", "CsvDataOptions.Separator", "CsvDataOptions.TestPath",
            "LibsvmDataOptions.Path", "LibsvmDataOptions.TestPath",
            "NpyDataOptions.Labels", "NpyDataOptions.Path", "NpyDataOptions.TestLabels", "NpyDataOptions.TestPath",
        ];

        Assert.Equal(known, DataTable.All.Entries
            .SelectMany(entry => entry.OptionsType.GetProperties())
            .Where(property => property.PropertyType == typeof(string))
            .Select(property => $"{property.ReflectedType!.Name}.{property.Name}")
            .Order(StringComparer.Ordinal));
    }

    private static CsvDataOptions Csv(string path) => new() { Path = path };

    private string Full(string path) => Path.Combine(folder.Path, path);

    private FileRule Rule(string? folders) => new(folders is null ? null : [folders], new DataLocator(allowed));
}
