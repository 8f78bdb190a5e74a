using System.Collections.Immutable;
using System.Globalization;

namespace Starling.Algorithms.Options;

/// <summary>Where a piece of a job was written.</summary>
/// <param name="Source">A file as the person named it, or an override as it was typed.</param>
/// <param name="Line">The line, from 1; 0 where lines mean nothing.</param>
/// <param name="Column">The column in characters, from 1; 0 where columns mean nothing.</param>
public readonly record struct OptionsMark(string Source, int Line = 0, int Column = 0)
{
    /// <summary><c>file:line:column</c>, or the source alone.</summary>
    public override string ToString() => Line == 0 ? Source ?? string.Empty : $"{Source}:{Line}:{Column}";
}

/// <summary>
/// Options as they were written, before they mean anything: what YAML, JSON and overrides all become. Immutable, so that a
/// change makes new nodes along one path and shares the rest.
/// </summary>
/// <param name="Mark">Where the node begins.</param>
public abstract record OptionsNode(OptionsMark Mark)
{
    /// <summary>Where the field of a path was written, or the nearest thing around it that was written.</summary>
    /// <param name="path">Names with dots between them: <c>data.partition.alpha</c>, <c>model.hidden[1]</c>; empty for this node.</param>
    public OptionsMark Locate(string path)
    {
        OptionsNode node = this;
        OptionsMark mark = Mark;
        foreach (string name in path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (node is OptionsMap map && map.Find(name) is { } field)
            {
                node = field.Value;
                mark = node is OptionsScalar ? node.Mark : field.Mark;
            }
            else if (node is OptionsList list && int.TryParse(name, CultureInfo.InvariantCulture, out int index) && index < list.Items.Length)
            {
                node = list.Items[index];
                mark = node.Mark;
            }
            else
            {
                break;
            }
        }

        return mark;
    }
}

/// <summary>A number, a word, a text or nothing.</summary>
/// <param name="Text">The text without quotes.</param>
/// <param name="Quoted">Whether it stood in quotes, and so is a text whatever it looks like.</param>
/// <param name="Mark">Where it begins.</param>
public sealed record OptionsScalar(string Text, bool Quoted, OptionsMark Mark = default) : OptionsNode(Mark)
{
    /// <summary>Whether nothing was written: <c>null</c>, <c>~</c>, or a name without a value.</summary>
    public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list of values.</summary>
/// <param name="Items">The values in order.</param>
/// <param name="Mark">Where it begins.</param>
public sealed record OptionsList(ImmutableArray<OptionsNode> Items, OptionsMark Mark = default) : OptionsNode(Mark);

/// <summary>Named values. A name may stand twice, so that it can be refused with its place.</summary>
/// <param name="Fields">The fields in the order they were written.</param>
/// <param name="Mark">Where it begins.</param>
public sealed record OptionsMap(ImmutableArray<OptionsField> Fields, OptionsMark Mark = default) : OptionsNode(Mark)
{
    /// <summary>The first field of a name.</summary>
    public OptionsField? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);

    /// <summary>This map with a field put in the place of those of its name, or added behind the others.</summary>
    public OptionsMap With(OptionsField field)
    {
        int position = Fields.IndexOf(Find(field.Name)!);
        return position < 0
            ? this with { Fields = Fields.Add(field) }
            : this with { Fields = [.. Fields.SetItem(position, field).Where((other, i) => i <= position || other.Name != field.Name)] };
    }
}

/// <summary>One name and its value.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
/// <param name="Mark">Where the name begins.</param>
public sealed record OptionsField(string Name, OptionsNode Value, OptionsMark Mark = default);
