using System.Diagnostics.CodeAnalysis;

namespace Starling.Algorithms.Options;

/// <summary>The tables of a program, by the base record of their parts: how a property finds the kinds it can hold.</summary>
public sealed class PartTables
{
    private readonly Dictionary<Type, IPartTable> tables;

    /// <summary>Makes the registry.</summary>
    /// <param name="tables">One table for every base record.</param>
    public PartTables(params IEnumerable<IPartTable> tables) => this.tables = tables.ToDictionary(table => table.BaseType);

    /// <summary>All tables.</summary>
    public IEnumerable<IPartTable> All => tables.Values;

    /// <summary>The table of a base record.</summary>
    /// <exception cref="InvalidOperationException">There is none: a row is missing where the registry is made.</exception>
    public IPartTable Of(Type baseType) => tables.TryGetValue(baseType, out IPartTable? table)
        ? table
        : throw new InvalidOperationException($"{baseType.Name} has no part table in the registry.");

    /// <summary>The name under which options stand in a job file, where they are a part chosen by kind.</summary>
    public bool TryKindOf(object options, [NotNullWhen(true)] out string? kind)
    {
        kind = tables.Values.SelectMany(table => table.Entries).FirstOrDefault(entry => entry.OptionsType == options.GetType())?.Kind;
        return kind is not null;
    }
}
