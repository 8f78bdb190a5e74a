using System.Collections.Immutable;
using System.Globalization;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Orleans.Metadata
{
    /// <summary>What a grain class's attributes say, as texts.</summary>
    /// <param name="values">The texts by their keys.</param>
    public sealed class GrainProperties(ImmutableDictionary<string, string> values)
    {
        /// <summary>The texts by their keys.</summary>
        public ImmutableDictionary<string, string> Properties { get; } = values;
    }

    /// <summary>An attribute that says something of a grain class.</summary>
    public interface IGrainPropertiesProviderAttribute
    {
        /// <summary>Adds what the attribute says.</summary>
        void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties);
    }
}

namespace Orleans.Placement
{
    /// <summary>The base of attributes that narrow down the silos on which a class's activations are made.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public abstract class PlacementFilterAttribute : Attribute, IGrainPropertiesProviderAttribute
    {
        /// <summary>Makes an attribute for a filter.</summary>
        protected PlacementFilterAttribute(PlacementFilterStrategy placement)
        {
            ArgumentNullException.ThrowIfNull(placement);
            PlacementFilterStrategy = placement;
        }

        /// <summary>The filter.</summary>
        public PlacementFilterStrategy PlacementFilterStrategy { get; }

        /// <inheritdoc/>
        public virtual void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties) =>
            PlacementFilterStrategy.PopulateGrainProperties(services, grainClass, grainType, properties);
    }

    /// <summary>
    /// A filter of silos. What an attribute's filter is set up with travels as properties of the grain class; the filter that is
    /// applied is another object, made by the services and set up from the properties.
    /// </summary>
    public abstract class PlacementFilterStrategy
    {
        internal const string Key = "placement-filter";

        /// <summary>Makes a filter.</summary>
        /// <param name="order">Its place among the filters of a class, each of which has its own: the lowest is applied first.</param>
        protected PlacementFilterStrategy(int order)
        {
            Order = order;
        }

        /// <summary>The filter's place among the filters of a class.</summary>
        public int Order { get; private set; }

        /// <summary>Sets the filter up from a class's properties.</summary>
        /// <exception cref="ArgumentException">They have no order of this filter.</exception>
        public void Initialize(GrainProperties properties)
        {
            if (!int.TryParse(GetPlacementFilterGrainProperty("order", properties), CultureInfo.InvariantCulture, out int order))
                throw new ArgumentException($"The properties have no order of {GetType().Name}.", nameof(properties));
            Order = order;
            AdditionalInitialize(properties);
        }

        /// <summary>Sets up what a filter has beside its order.</summary>
        public virtual void AdditionalInitialize(GrainProperties properties)
        {
        }

        /// <summary>Adds what the filter is set up with to a class's properties.</summary>
        public void PopulateGrainProperties(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
        {
            ArgumentNullException.ThrowIfNull(properties);
            string name = GetType().Name;
            properties[Key] = properties.TryGetValue(Key, out string? others) ? $"{others},{name}" : name;
            properties[$"{Key}.{name}.order"] = Order.ToString(CultureInfo.InvariantCulture);
            foreach ((string key, string value) in GetAdditionalGrainProperties(services, grainClass, grainType, properties)) properties[$"{Key}.{name}.{key}"] = value;
        }

        /// <summary>A property that the filter added; null where there is none.</summary>
        protected string? GetPlacementFilterGrainProperty(string key, GrainProperties properties)
        {
            ArgumentNullException.ThrowIfNull(properties);
            return properties.Properties.GetValueOrDefault($"{Key}.{GetType().Name}.{key}");
        }

        /// <summary>What a filter has beside its order, to be read back by <see cref="AdditionalInitialize"/>.</summary>
        protected virtual IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
            IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) => [];
    }
}
