using Orleans.Core;

namespace Orleans
{
    /// <summary>An attribute of a constructor parameter that the runtime provides.</summary>
    public interface IFacetMetadata;
}

namespace Orleans.Runtime
{
    /// <summary>A grain's persistent state, read before <c>OnActivateAsync</c>.</summary>
    public interface IPersistentState<TState> : IStorage<TState>;

    /// <summary>Which state a constructor parameter of type <see cref="IPersistentState{TState}"/> is, and where it is stored.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute, IFacetMetadata
    {
        /// <summary>The state's name.</summary>
        public string StateName { get; } = stateName;

        /// <summary>The storage's name; null for the default storage.</summary>
        public string? StorageName { get; } = storageName;
    }
}
