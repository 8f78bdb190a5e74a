using System.Reflection;

namespace Orleans.Serialization;

/// <summary>Makes instances of generic types whose arguments are known at run time only.</summary>
internal static class Generic
{
    /// <summary>Makes an instance; what its constructor throws comes out as it is.</summary>
    public static object Create(Type definition, Type[] arguments, params object[] parameters) =>
        Activator.CreateInstance(
            definition.MakeGenericType(arguments),
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions,
            binder: null,
            parameters,
            culture: null)!;
}
