using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Serialization;

/// <summary>Names of types on the wire: the alias where there is one, else name and assembly without its version.</summary>
internal static class TypeNames
{
    private static readonly ConcurrentDictionary<Type, string> Names = new();
    private static readonly ConcurrentDictionary<string, Type> Types = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Type> Aliases = new(StringComparer.Ordinal);

    /// <summary>Makes the aliases of an assembly's types known.</summary>
    public static void Register(Assembly assembly)
    {
        foreach (Type type in assembly.GetTypes())
        {
            if (type.GetCustomAttribute<AliasAttribute>(inherit: false) is not { } alias || type.IsGenericTypeDefinition) continue;
            Type known = Aliases.GetOrAdd(alias.Alias, type);
            if (known != type) throw new SerializerException($"{known} and {type} have the same alias '{alias.Alias}'.");
        }
    }

    public static string Format(Type type) => Names.GetOrAdd(type, static type =>
        type.GetCustomAttribute<AliasAttribute>(inherit: false) is { } alias && !type.IsGenericType
            ? "@" + alias.Alias
            : $"{FullName(type)}, {type.Assembly.GetName().Name}");

    public static Type Parse(string? name)
    {
        if (name is null) throw new SerializerException("A type name is missing.");
        return Types.GetOrAdd(name, static name =>
            (name.StartsWith('@') ? Aliases.GetValueOrDefault(name[1..]) : Type.GetType(name, throwOnError: false))
            ?? throw new SerializerException($"The type '{name}' of a message is not known here."));
    }

    private static string FullName(Type type)
    {
        if (type.IsArray) return FullName(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (!type.IsConstructedGenericType) return type.FullName!;
        IEnumerable<string> arguments = type.GetGenericArguments().Select(argument => $"[{FullName(argument)}, {argument.Assembly.GetName().Name}]");
        return $"{type.GetGenericTypeDefinition().FullName}[{string.Join(',', arguments)}]";
    }
}
