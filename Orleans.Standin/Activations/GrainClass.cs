using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime.Messaging;
using Orleans.Storage;

namespace Orleans.Runtime.Activations;

/// <summary>A grain class: what its attributes say, and how its objects are made.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _create;
    private readonly Func<Activation, object>[] _facets;

    public GrainClass(Type type)
    {
        Type = type;
        GrainType = GrainType.Create(type.GetCustomAttribute<GrainTypeAttribute>(inherit: false)?.Name ?? NameByConvention(type));
        Interfaces = [.. type.GetInterfaces().Where(InterfaceDescriptor.IsGrainInterface)];
        foreach (Type grainInterface in Interfaces) InterfaceDescriptor.Get(grainInterface);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        Placement = type.GetCustomAttribute<PlacementAttribute>(inherit: true)?.PlacementStrategy ?? new RandomPlacement();
        AgeLimit = type.IsDefined(typeof(KeepAliveAttribute), inherit: true)
            ? TimeSpan.MaxValue
            : type.GetCustomAttribute<CollectionAgeLimitAttribute>(inherit: true)?.AgeLimit;
        ParameterInfo[] facets = [.. Constructor(type).GetParameters().Where(parameter => parameter.IsDefined(typeof(PersistentStateAttribute)))];
        _facets = [.. facets.Select(PersistentStates.Factory)];
        _create = ActivatorUtilities.CreateFactory(type, [.. facets.Select(parameter => parameter.ParameterType)]);
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public IReadOnlyList<Type> Interfaces { get; }

    /// <summary>The interface that references to the grain have when nobody asks for one.</summary>
    public Type MainInterface => Interfaces[0];

    public bool IsReentrant { get; }

    public PlacementStrategy Placement { get; }

    public bool IsStatelessWorker => Placement is StatelessWorkerPlacement;

    /// <summary>The idle time after which activations are collected, where the class has its own.</summary>
    public TimeSpan? AgeLimit { get; }

    /// <summary>Makes the grain object, on the activation's scheduler.</summary>
    public object Create(Activation activation)
    {
        object?[] facets = new object?[_facets.Length];
        for (int index = 0; index < facets.Length; index++) facets[index] = _facets[index](activation);
        return _create(activation.ActivationServices, facets);
    }

    private static ConstructorInfo Constructor(Type type)
    {
        ConstructorInfo[] constructors = type.GetConstructors();
        return constructors.Length switch
        {
            0 => throw new OrleansConfigurationException($"The grain class {type} has no public constructor."),
            1 => constructors[0],
            _ => constructors.FirstOrDefault(constructor => constructor.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute))) ?? constructors[0],
        };
    }

    private static string NameByConvention(Type type)
    {
        const string Suffix = "grain";
        if (type.IsGenericType) throw new NotSupportedException($"{type} is generic: the stand-in has no generic grains.");
        string name = type.Name.ToLowerInvariant();
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }
}
