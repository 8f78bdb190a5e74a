using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Runtime.Activations;

namespace Orleans.Storage;

/// <summary>A declared state of an activation, without its type.</summary>
internal interface IPersistentStateSlot
{
    Task ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Makes the states that grains declare as constructor parameters.</summary>
internal static class PersistentStates
{
    /// <summary>What makes the state for a parameter with a <see cref="PersistentStateAttribute"/>.</summary>
    public static Func<Activation, object> Factory(ParameterInfo parameter)
    {
        PersistentStateAttribute attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()!;
        Type type = parameter.ParameterType;
        if (!type.IsConstructedGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            throw new OrleansConfigurationException($"The parameter {parameter.Name} of {parameter.Member.DeclaringType} has a [PersistentState] but is no IPersistentState<T>.");
        Type slot = typeof(PersistentState<>).MakeGenericType(type.GetGenericArguments());
        return activation =>
        {
            IGrainStorage storage = Storage(activation.ActivationServices, attribute.StorageName, activation.Class.Type);
            object state = Activator.CreateInstance(slot, attribute.StateName, activation.GrainId, storage)!;
            activation.States.Add((IPersistentStateSlot)state);
            return state;
        };
    }

    private static IGrainStorage Storage(IServiceProvider services, string? name, Type grainClass) =>
        services.GetKeyedService<IGrainStorage>(name ?? ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
        ?? throw new OrleansConfigurationException(
            name is null ? $"No default storage provider found loading grain type {grainClass}." : $"No storage provider named '{name}' found loading grain type {grainClass}.");
}

/// <summary>A state of a grain.</summary>
internal sealed class PersistentState<TState>(string name, GrainId grainId, IGrainStorage storage) : IPersistentState<TState>, IPersistentStateSlot
{
    private readonly GrainState<TState> _state = new(Create());

    public TState State
    {
        get => _state.State!;
        set => _state.State = value;
    }

    public string? Etag => _state.ETag;

    public bool RecordExists => _state.RecordExists;

    public Task ReadAsync(CancellationToken cancellationToken) => ReadStateAsync(cancellationToken);

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => storage.ReadStateAsync(name, grainId, _state, cancellationToken);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task WriteStateAsync(CancellationToken cancellationToken) => storage.WriteStateAsync(name, grainId, _state, cancellationToken);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        await storage.ClearStateAsync(name, grainId, _state, cancellationToken);
        _state.RecordExists = false;
        _state.State ??= Create();
    }

    private static TState Create() => NewState<TState>.Create();
}

/// <summary>Makes empty states: with the constructor that takes nothing, else, for classes, without any.</summary>
internal static class NewState<T>
{
    public static T Create()
    {
        if (typeof(T).IsValueType || typeof(T).IsAbstract || typeof(T).IsArray || typeof(T) == typeof(string)) return default!;
        return typeof(T).GetConstructor(Type.EmptyTypes) is null
            ? (T)RuntimeHelpers.GetUninitializedObject(typeof(T))
            : Activator.CreateInstance<T>();
    }
}
