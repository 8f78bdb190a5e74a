using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Starling.Algorithms.Options;

/// <summary>
/// The fields of an options record: what the binder, the writer and the JSON Schema all go by. A field is a public property
/// that can be set; own fields stand before inherited ones, in the order of the source, unless a
/// <see cref="JsonPropertyOrderAttribute"/> says otherwise.
/// </summary>
public sealed class OptionsShape
{
    private static readonly ConcurrentDictionary<Type, OptionsShape> Shapes = new();

    private readonly Type type;

    private OptionsShape(Type type)
    {
        this.type = type;
        object defaults = CreateInstance();
        Properties = [.. Lineage(type)
            .SelectMany(level => level.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .OrderBy(property => property.MetadataToken))
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetMethod!.GetBaseDefinition() == property.GetMethod)
            .OrderBy(property => property.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0)
            .Select(property => new OptionsProperty(property, defaults))];
    }

    /// <summary>The fields in order.</summary>
    public IReadOnlyList<OptionsProperty> Properties { get; }

    /// <summary>The shape of a record with a public parameterless constructor.</summary>
    public static OptionsShape Of(Type type) => Shapes.GetOrAdd(type, static key => new OptionsShape(key));

    /// <summary>A record with all defaults; required properties are still empty.</summary>
    public object CreateInstance() => Activator.CreateInstance(type)!;

    private static IEnumerable<Type> Lineage(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
            yield return level;
    }
}

/// <summary>One field of an options record.</summary>
public sealed class OptionsProperty
{
    private static readonly NullabilityInfoContext Nullability = new();

    internal OptionsProperty(PropertyInfo property, object defaults)
    {
        Property = property;
        Name = OptionNames.Camel(property.Name);
        Type = OptionsType.Of(property.PropertyType, property.GetCustomAttributes<ValidationAttribute>());
        object? value = property.GetValue(defaults);
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute))
            || (property.IsDefined(typeof(RequiredAttribute)) && value is null or "");
        Default = IsRequired ? null : value;
        lock (Nullability)
            AllowsNull = Nullability.Create(property).WriteState == NullabilityState.Nullable;
    }

    /// <summary>The name in a job file.</summary>
    public string Name { get; }

    /// <summary>The property of the record.</summary>
    public PropertyInfo Property { get; }

    /// <summary>What values it takes.</summary>
    public OptionsType Type { get; }

    /// <summary>Whether it must be given: a <c>required</c> property, or one with the attribute of that name and no default.</summary>
    public bool IsRequired { get; }

    /// <summary>Whether nothing is a value of its own, rather than another word for the default.</summary>
    public bool AllowsNull { get; }

    /// <summary>The value where it is not given; null where it is required or where nothing is the default.</summary>
    public object? Default { get; }
}
