using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Placement
{
    /// <summary>The grain that is to be placed, and the call that wants it.</summary>
    public readonly struct PlacementTarget
    {
        /// <summary>Makes a target.</summary>
        public PlacementTarget(GrainId grainIdentity, Dictionary<string, object> requestContextData, GrainInterfaceType interfaceType, ushort interfaceVersion)
        {
            GrainIdentity = grainIdentity;
            RequestContextData = requestContextData;
            InterfaceType = interfaceType;
            InterfaceVersion = interfaceVersion;
        }

        /// <summary>The grain.</summary>
        public GrainId GrainIdentity { get; }

        /// <summary>The interface that is called.</summary>
        public GrainInterfaceType InterfaceType { get; }

        /// <summary>The interface's version; the stand-in has none but 0.</summary>
        public ushort InterfaceVersion { get; }

        /// <summary>The call's <see cref="RequestContext"/>; null where it has none.</summary>
        public Dictionary<string, object> RequestContextData { get; }
    }
}

namespace Orleans.Placement
{
    /// <summary>Applies filters of a type.</summary>
    public interface IPlacementFilterDirector
    {
        /// <summary>The silos that may host a grain, of those that are left; asked on the silo that the call comes through.</summary>
        IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos);
    }

    /// <summary>Adds placement filters.</summary>
    public static class PlacementFilterExtensions
    {
        /// <summary>Adds a type of filter and what applies it.</summary>
        /// <param name="services">The silo's services.</param>
        /// <param name="strategyLifetime">How long a filter lives: transient, unless filters of all classes are set up alike.</param>
        public static IServiceCollection AddPlacementFilter<TFilter, TDirector>(this IServiceCollection services, ServiceLifetime strategyLifetime)
            where TFilter : PlacementFilterStrategy, new()
            where TDirector : class, IPlacementFilterDirector
        {
            services.Add(ServiceDescriptor.DescribeKeyed(typeof(PlacementFilterStrategy), typeof(TFilter).Name, typeof(TFilter), strategyLifetime));
            services.AddKeyedSingleton<IPlacementFilterDirector, TDirector>(typeof(TFilter));
            return services;
        }
    }
}
