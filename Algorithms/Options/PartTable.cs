using System.Diagnostics.CodeAnalysis;

namespace Starling.Algorithms.Options;

/// <summary>One kind of a part: its name in a job file and the record that holds its parameters.</summary>
/// <param name="Kind">The name, in kebab-case.</param>
/// <param name="OptionsType">A sealed record derived from the table's base, with a public parameterless constructor.</param>
/// <param name="Summary">What it is, in one line.</param>
public sealed record PartEntry(string Kind, Type OptionsType, string Summary);

/// <summary>What is known of a table without knowing its base record.</summary>
public interface IPartTable
{
    /// <summary>The base record of the part's options.</summary>
    Type BaseType { get; }

    /// <summary>The kinds.</summary>
    IReadOnlyList<PartEntry> Entries { get; }
}

/// <summary>All kinds of one part, in the order a person should read them. Written out in one place, so that a test can enumerate it.</summary>
/// <typeparam name="TOptions">The base record of the part's options.</typeparam>
public sealed class PartTable<TOptions> : IPartTable
    where TOptions : PartOptions
{
    /// <summary>Makes a table.</summary>
    /// <param name="entries">The kinds.</param>
    public PartTable(params ReadOnlySpan<PartEntry> entries) => Entries = [.. entries];

    /// <inheritdoc/>
    public Type BaseType => typeof(TOptions);

    /// <inheritdoc/>
    public IReadOnlyList<PartEntry> Entries { get; }

    /// <summary>Finds a kind by its name.</summary>
    public bool TryFind(string kind, [NotNullWhen(true)] out PartEntry? entry)
    {
        entry = Entries.FirstOrDefault(candidate => candidate.Kind == kind);
        return entry is not null;
    }

    /// <summary>The name under which options of this type stand in a job file.</summary>
    public string KindOf(TOptions options) => Entries.First(entry => entry.OptionsType == options.GetType()).Kind;
}
