using System.Reflection;

namespace Orleans.Standin.Tests.Abstractions;

/// <summary>The members of a type that others can see, as one line each, in the form that <see cref="PublishedMetadata"/> has too.</summary>
internal static class Signatures
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Type type)
    {
        foreach (MethodBase method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            if (!IsVisible(method)) continue;
            string generic = method.IsGenericMethod ? $"`{method.GetGenericArguments().Length}" : "";
            string result = method is MethodInfo info ? Name(info.ReturnType) : "Void";
            yield return $"{result} {method.Name}{generic}({string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)))})";
        }

        foreach (FieldInfo field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            string value = field.IsLiteral ? $" = {Convert.ToString(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}" : "";
            yield return $"{Name(field.FieldType)} {field.Name}{value}";
        }
    }

    // A sealed type has no heirs to show anything to; explicit implementations are private.
    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!) + "&";
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter) return (type.DeclaringMethod is null ? "!" : "!!") + type.GenericParameterPosition;
        string name = type.Name;
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
