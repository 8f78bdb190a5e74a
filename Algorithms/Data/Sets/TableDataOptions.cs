using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Data;

/// <summary>
/// A file of your own in LIBSVM form: a line a sample, <c>label index:value ...</c>, indices from 1 and ascending.
/// </summary>
public sealed record LibsvmDataOptions : FileDataOptions
{
    /// <summary>The training file, plain or gzip.</summary>
    [Required]
    public required string Path { get; init; }

    /// <summary>The test file; there is none unless it is named.</summary>
    public string? TestPath { get; init; }

    /// <summary>The number of features F; 0 takes the largest index of the files.</summary>
    [Range(0, int.MaxValue)]
    public int Features { get; init; }

    /// <summary>The number of classes C; 0 takes as many as the training labels show.</summary>
    [Range(0, 1_000_000)]
    public int Classes { get; init; }

    private protected override DataSource Read(DataLocator locator) => LibsvmReader.Read(
        locator.FindFile(Path), OwnFiles.FindOptional(locator, TestPath), OwnFiles.NameOf(Path), Features, Classes);
}

/// <summary>A CSV file of your own: a row a sample, all columns numbers but the owner's.</summary>
public sealed record CsvDataOptions : FileDataOptions
{
    /// <summary>The training file, plain or gzip.</summary>
    [Required]
    public required string Path { get; init; }

    /// <summary>The test file, with the same columns; there is none unless it is named.</summary>
    public string? TestPath { get; init; }

    /// <summary>The label's column: <c>first</c>, <c>last</c>, a heading, or a number from 1.</summary>
    [Required]
    public string Label { get; init; } = "last";

    /// <summary>Whether the first row has headings.</summary>
    public bool Header { get; init; }

    /// <summary>What stands between two fields: one ASCII character.</summary>
    [RegularExpression("^[\\t !#-~]$", ErrorMessage = "one printable ASCII character, blank or tab, but no quote")]
    public string Separator { get; init; } = ",";

    /// <summary>
    /// The column that names the owner of every sample, for the partition <c>natural</c>: a heading or a number from 1.
    /// It is no feature.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>The number of classes C; 0 takes as many as the training labels show.</summary>
    [Range(0, 1_000_000)]
    public int Classes { get; init; }

    private protected override DataSource Read(DataLocator locator) => CsvTable.Read(
        locator.FindFile(Path),
        OwnFiles.FindOptional(locator, TestPath),
        OwnFiles.NameOf(Path),
        new CsvLayout(Label, Header, Separator[0], string.IsNullOrEmpty(Owner) ? null : Owner),
        Classes);
}

/// <summary>What the kinds for a person's own files share.</summary>
internal static class OwnFiles
{
    public static string? FindOptional(DataLocator locator, string? path) =>
        string.IsNullOrEmpty(path) ? null : locator.FindFile(path);

    public static string NameOf(string path) => System.IO.Path.GetFileName(path);
}
