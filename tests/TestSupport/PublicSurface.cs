using System.Reflection;
using System.Text;

namespace Starling.TestSupport;

/// <summary>
/// The public types and members of an assembly as text, one a line, sorted: what users of a library can see. The listing is
/// under version control, so that a change of it is seen in a review.
/// </summary>
public static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The listing of an assembly.</summary>
    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().Where(IsOurs).OrderBy(Name, StringComparer.Ordinal))
        {
            text.Append(KindOf(type)).Append(' ').AppendLine(Name(type));
            foreach (string member in MembersOf(type).Distinct().Order(StringComparer.Ordinal))
                text.Append("    ").AppendLine(member);
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>
    /// Compares the listing with the committed one. With <c>STARLING_ACCEPT=1</c> in the environment the file is written anew.
    /// </summary>
    /// <returns>Null where they are equal, otherwise the first difference and how to accept it.</returns>
    public static string? Compare(Assembly assembly, string path)
    {
        string actual = Describe(assembly);
        if (Environment.GetEnvironmentVariable("STARLING_ACCEPT") == "1")
            File.WriteAllText(path, actual);

        string expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (actual == expected)
            return null;

        string[] missing = [.. expected.Split('\n').Except(actual.Split('\n')).Take(10)];
        string[] added = [.. actual.Split('\n').Except(expected.Split('\n')).Take(10)];
        return $"""
            The public surface of {assembly.GetName().Name} is not what {path} lists.
            gone: {string.Join("\n      ", missing)}
            new:  {string.Join("\n      ", added)}
            If that is meant: STARLING_ACCEPT=1 ./test.sh, and commit the file.
            """;
    }

    /// <summary>Not what the engine's source generator adds.</summary>
    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("Starling", StringComparison.Ordinal) == true;

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");

        if (typeof(Delegate).IsAssignableFrom(type))
            return [Signature(type.GetMethod("Invoke")!)];

        return type.GetMembers(Declared).Select(Describe).OfType<string>();
    }

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsVisible(constructor) && !constructor.IsStatic => $"new({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !IsCompilerMade(method) => Signature(method),
        PropertyInfo property when property.GetMethod is { } get && IsVisible(get) && property.Name != "EqualityContract" =>
            $"{Static(get)}{Name(property.PropertyType)}{Mark(() => Nullability.Create(property).ReadState)} {property.Name} {{ get;{Setter(property)} }}",
        FieldInfo field when field.IsPublic => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static string Setter(PropertyInfo property)
    {
        if (property.SetMethod is not { } set || !IsVisible(set))
            return "";

        return set.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ? " init;" : " set;";
    }

    private static string Signature(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Static(method)}{Name(method.ReturnType)}{Mark(() => Nullability.Create(method.ReturnParameter).ReadState)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter =>
            $"{Name(parameter.ParameterType)}{Mark(() => Nullability.Create(parameter).ReadState)} {parameter.Name}{(parameter.IsOptional ? " = default" : "")}"));

    private static string Mark(Func<NullabilityState> state) => state() == NullabilityState.Nullable ? "?" : "";

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>What the compiler adds to every record.</summary>
    private static bool IsCompilerMade(MethodInfo method) =>
        method.Name is "PrintMembers" or "<Clone>$" or "GetHashCode" or "Equals" or "ToString" or "op_Equality" or "op_Inequality" or "Deconstruct";

    private static string KindOf(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return $"ref {Name(type.GetElementType()!)}";

        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";

        if (type.IsGenericParameter)
            return type.Name;

        string name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Namespace is { } space && space.StartsWith("Starling", StringComparison.Ordinal) ? $"{space}.{type.Name}" : type.Name;
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
