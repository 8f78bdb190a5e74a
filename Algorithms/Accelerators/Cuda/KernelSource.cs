using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;
using System.Text;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>
/// The source of a kernel: a file of this library, constants in front of it, generated lines in it. Each is made once, so that it can be known again by
/// its reference.
/// </summary>
internal sealed class KernelSource
{
    private const string Folder = "Starling.Algorithms.Accelerators.Cuda.Kernels.";

    private static readonly ConcurrentDictionary<(string Name, int ElementBytes, int Inputs, int Outputs), KernelSource> Plain = new();

    private KernelSource(string name, string text, string[] entries)
    {
        Name = name;
        Text = text;
        Entries = entries;
    }

    /// <summary>The file, without ending.</summary>
    public string Name { get; }

    /// <summary>What is compiled.</summary>
    public string Text { get; }

    /// <summary>The kernels in it.</summary>
    public IReadOnlyList<string> Entries { get; }

    /// <summary>Every file of kernels, without ending.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. typeof(KernelSource).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^".cu".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The source of a file as it is.</summary>
    /// <param name="name">The file.</param>
    /// <param name="elementBytes">4 for floats, 8 for doubles.</param>
    /// <param name="inputs">How many vectors it is for, where that is a constant of it.</param>
    /// <param name="outputs">How many vectors it makes, likewise.</param>
    public static KernelSource Of(string name, int elementBytes, int inputs = 0, int outputs = 0) => Plain.GetOrAdd(
        (name, elementBytes, inputs, outputs),
        static key => With(
            key.Name, key.ElementBytes, new Dictionary<string, int> { ["INPUTS"] = key.Inputs, ["OUTPUTS"] = key.Outputs }, new Dictionary<string, string>()));

    /// <summary>Puts a source together; whoever does keeps it.</summary>
    /// <param name="name">The file.</param>
    /// <param name="elementBytes">4 for floats, 8 for doubles.</param>
    /// <param name="constants">Names and values.</param>
    /// <param name="lines">Generated lines by the name of the place where they go.</param>
    public static KernelSource With(
        string name, int elementBytes, IReadOnlyDictionary<string, int> constants, IReadOnlyDictionary<string, string> lines)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"#define REAL {(elementBytes == sizeof(double) ? "double" : "float")}\n");
        text.Append(CultureInfo.InvariantCulture, $"#define DOUBLE {(elementBytes == sizeof(double) ? 1 : 0)}\n");
        foreach ((string constant, int value) in constants)
            text.Append(CultureInfo.InvariantCulture, $"#define {constant} {value}\n");
        text.Append(Read("common")).Append('\n');
        string own = Read(name);
        if (own.Contains("Stream stream", StringComparison.Ordinal))
            text.Append(Read("random")).Append('\n');
        foreach ((string place, string generated) in lines)
            own = own.Replace($"//@{place}@", generated, StringComparison.Ordinal);
        return new KernelSource(name, text.Append(own).ToString(), EntriesOf(own));
    }

    /// <summary>A file as it is.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(KernelSource).Assembly.GetManifestResourceStream($"{Folder}{name}.cu")
            ?? throw new MissingManifestResourceException(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string[] EntriesOf(string text)
    {
        const string Mark = "extern \"C\" __global__ void ";
        var entries = new List<string>();
        for (int at = text.IndexOf(Mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Mark, at + 1, StringComparison.Ordinal))
        {
            ReadOnlySpan<char> rest = text.AsSpan(at + Mark.Length);
            if (rest.StartsWith("__launch_bounds__"))
                rest = rest[(rest.IndexOf(')') + 2)..];
            entries.Add(rest[..rest.IndexOf('(')].ToString());
        }

        return [.. entries];
    }
}
