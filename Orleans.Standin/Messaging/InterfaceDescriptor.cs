using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization;

namespace Orleans.Runtime.Messaging;

/// <summary>A grain interface: its name on the wire and its methods, inherited ones included.</summary>
internal sealed class InterfaceDescriptor
{
    private static readonly ConcurrentDictionary<Type, InterfaceDescriptor> ByType = new();
    private static readonly ConcurrentDictionary<ulong, MethodDescriptor> ByKey = new();

    private InterfaceDescriptor(Type type)
    {
        if (!type.IsInterface || !type.IsAssignableTo(typeof(IAddressable))) throw new ArgumentException($"{type} is no grain interface.", nameof(type));
        if (type.IsGenericType) throw new NotSupportedException($"{type} is generic: the stand-in has no generic grains.");
        if (!Visibility.IsSeen(type)) throw new NotSupportedException($"{type} is private: the proxies of Orleans see public and internal interfaces only.");
        Type = type;
        Methods = [.. type.GetInterfaces().Append(type).Where(IsGrainInterface).SelectMany(Describe)];
    }

    public Type Type { get; }

    public MethodDescriptor[] Methods { get; }

    public static InterfaceDescriptor Get(Type type) => ByType.GetOrAdd(type, static type => new InterfaceDescriptor(type));

    /// <summary>A method by its key on the wire; null where nobody here knows it.</summary>
    public static MethodDescriptor? FindMethod(ulong key) => ByKey.GetValueOrDefault(key);

    public static bool IsGrainInterface(Type type) =>
        type.IsInterface && type.IsAssignableTo(typeof(IAddressable)) && (type.Assembly != typeof(IGrain).Assembly || type.GetMethods().Length > 0);

    public static string NameOf(Type type) => type.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias ?? TypeNames.Format(type);

    private static IEnumerable<MethodDescriptor> Describe(Type type)
    {
        foreach (MethodInfo method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public))
        {
            var descriptor = new MethodDescriptor(method, NameOf(type), type.IsAssignableTo(typeof(IRuntimeExtension)));
            MethodDescriptor known = ByKey.GetOrAdd(descriptor.Key, descriptor);
            if (known.Method != method) throw new NotSupportedException($"{known.Method.DeclaringType}.{known} and {type}.{descriptor} have the same name on the wire.");
            yield return known;
        }
    }
}

/// <summary>Marks interfaces that the runtime serves beside every grain object.</summary>
internal interface IRuntimeExtension : IAddressable;
