using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Filters;

namespace Orleans.Hosting;

/// <summary>Adds filters of calls to silos. They are called in the order in which they are added.</summary>
public static class GrainCallFilterSiloBuilderExtensions
{
    /// <summary>Adds a filter of the calls that the silo's grains receive.</summary>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IIncomingGrainCallFilter filter)
    {
        CallFilters.AddIncoming(builder.Services, _ => filter);
        return builder;
    }

    /// <summary>Adds a filter of the calls that the silo's grains receive.</summary>
    public static ISiloBuilder AddIncomingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
        where TImplementation : class, IIncomingGrainCallFilter
    {
        CallFilters.AddIncoming(builder.Services, static services => ActivatorUtilities.CreateInstance<TImplementation>(services));
        return builder;
    }

    /// <summary>Adds a filter of the calls that the silo's grains receive.</summary>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IncomingGrainCallFilterDelegate filter) =>
        builder.AddIncomingGrainCallFilter(new IncomingDelegateFilter(filter));

    /// <summary>Adds a filter of the calls that the silo's grains and the host make.</summary>
    public static ISiloBuilder AddOutgoingGrainCallFilter(this ISiloBuilder builder, IOutgoingGrainCallFilter filter)
    {
        CallFilters.AddOutgoing(builder.Services, _ => filter);
        return builder;
    }

    /// <summary>Adds a filter of the calls that the silo's grains and the host make.</summary>
    public static ISiloBuilder AddOutgoingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
        where TImplementation : class, IOutgoingGrainCallFilter
    {
        CallFilters.AddOutgoing(builder.Services, static services => ActivatorUtilities.CreateInstance<TImplementation>(services));
        return builder;
    }

    /// <summary>Adds a filter of the calls that the silo's grains and the host make.</summary>
    public static ISiloBuilder AddOutgoingGrainCallFilter(this ISiloBuilder builder, OutgoingGrainCallFilterDelegate filter) =>
        builder.AddOutgoingGrainCallFilter(new OutgoingDelegateFilter(filter));
}

/// <summary>Adds filters of calls to clients. They are called in the order in which they are added.</summary>
public static class ClientBuilderGrainCallFilterExtensions
{
    /// <summary>Adds a filter of the calls that the client makes.</summary>
    public static IClientBuilder AddOutgoingGrainCallFilter(this IClientBuilder builder, IOutgoingGrainCallFilter filter)
    {
        CallFilters.AddOutgoing(builder.Services, _ => filter);
        return builder;
    }

    /// <summary>Adds a filter of the calls that the client makes.</summary>
    public static IClientBuilder AddOutgoingGrainCallFilter<TImplementation>(this IClientBuilder builder)
        where TImplementation : class, IOutgoingGrainCallFilter
    {
        CallFilters.AddOutgoing(builder.Services, static services => ActivatorUtilities.CreateInstance<TImplementation>(services));
        return builder;
    }

    /// <summary>Adds a filter of the calls that the client makes.</summary>
    public static IClientBuilder AddOutgoingGrainCallFilter(this IClientBuilder builder, OutgoingGrainCallFilterDelegate filter) =>
        builder.AddOutgoingGrainCallFilter(new OutgoingDelegateFilter(filter));
}
