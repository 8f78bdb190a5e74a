using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.Serialization;

/// <summary>Finds the members of a type that cross the wire.</summary>
internal static class TypeDescription
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The levels of a type with <see cref="GenerateSerializerAttribute"/>: its bases that have it too, then itself.</summary>
    public static IEnumerable<MemberLevel> Levels(Type type)
    {
        var levels = new Stack<MemberLevel>();
        for (Type? current = type; current is not null && current != typeof(object); current = current.BaseType)
        {
            if (current.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)) levels.Push(Level(current));
        }

        return levels;
    }

    /// <summary>The fields of a tuple or pair, numbered in order.</summary>
    public static IEnumerable<MemberLevel> Fields(Type type)
    {
        Member[] members = [.. type.GetFields(Declared).Select((field, index) => new Member((uint)index, field, field.FieldType, IsImmutable: false))];
        return [new MemberLevel(members)];
    }

    // Parameters of a positional record and members with [Id] are numbered apart: even keys and odd ones.
    private static MemberLevel Level(Type type)
    {
        var members = new List<Member>();
        string[] parameters = PositionalParameters(type);
        foreach (MemberInfo info in type.GetMembers(Declared))
        {
            if (info is not (FieldInfo or PropertyInfo)) continue;
            Type memberType = info is FieldInfo field ? field.FieldType : ((PropertyInfo)info).PropertyType;
            bool immutable = info.IsDefined(typeof(ImmutableAttribute), inherit: false);
            if (info.GetCustomAttribute<IdAttribute>() is { } id)
                members.Add(new Member((id.Id * 2) + 1, info, memberType, immutable));
            else if (info is PropertyInfo && Array.IndexOf(parameters, info.Name) is var index and >= 0)
                members.Add(new Member((uint)index * 2, info, memberType, immutable));
        }

        return members.DistinctBy(member => member.Key).Count() == members.Count
            ? new MemberLevel(members)
            : throw new CodecNotFoundException($"Two members of {type} have the same [Id].");
    }

    // The compiler gives positional records, and only them, a Deconstruct with their parameters.
    private static string[] PositionalParameters(Type type)
    {
        MethodInfo? deconstruct = type.GetMethods(Declared).FirstOrDefault(method =>
            string.Equals(method.Name, "Deconstruct", StringComparison.Ordinal) && method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));
        return [.. deconstruct?.GetParameters().Select(parameter => parameter.Name!) ?? []];
    }
}
