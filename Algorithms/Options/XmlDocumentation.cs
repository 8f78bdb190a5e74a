using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Starling.Algorithms.Options;

/// <summary>
/// The documentation comments that the compiler wrote beside an assembly, as plain text: the descriptions of the JSON Schema
/// and of missing fields. Where the file is not there, there is no text.
/// </summary>
public static partial class XmlDocumentation
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, string>> Summaries = new();

    /// <summary>The summary of a record or an enum.</summary>
    public static string? Summary(Type type) => Find(type.Assembly, $"T:{NameOf(type)}");

    /// <summary>The summary of a property.</summary>
    public static string? Summary(PropertyInfo property) =>
        Find(property.Module.Assembly, $"P:{NameOf(property.DeclaringType!)}.{property.Name}");

    /// <summary>The summary of an enum value.</summary>
    public static string? Summary(FieldInfo field) => Find(field.Module.Assembly, $"F:{NameOf(field.DeclaringType!)}.{field.Name}");

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string? Find(Assembly assembly, string member) =>
        Summaries.GetOrAdd(assembly, static key => Load(key)).GetValueOrDefault(member);

    private static Dictionary<string, string> Load(Assembly assembly)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        if (!File.Exists(path))
            return [];

        return XDocument.Load(path).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => PlainText(member.Element("summary")!));
    }

    private static string PlainText(XElement summary) =>
        WhiteSpace().Replace(string.Concat(summary.Nodes().Select(PlainText)), " ").Trim();

    private static string PlainText(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { FirstNode: not null } element => string.Concat(element.Nodes().Select(PlainText)),
        XElement element => element.Attributes().FirstOrDefault() is { } reference ? LastName(reference.Value) : string.Empty,
        _ => string.Empty,
    };

    /// <summary>The written name of what a reference names: a property's in camelCase, anything else as it is.</summary>
    private static string LastName(string reference)
    {
        string name = Generics().Replace(reference.Split('(')[0], string.Empty);
        name = name[(name.LastIndexOf('.') + 1)..];
        return reference.StartsWith("P:", StringComparison.Ordinal) ? OptionNames.Camel(name) : name;
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex("[`]+[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Generics();
}
