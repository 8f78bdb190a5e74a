using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Clients;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Activations;
using Orleans.Runtime.Filters;
using Orleans.Runtime.MembershipService;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;

namespace Orleans.Hosting;

/// <summary>The services of a silo.</summary>
internal static class SiloServices
{
    public static ISiloBuilder Add(IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(ClientRuntime))) throw OneOfTheTwo();
        if (services.Any(service => service.ServiceType == typeof(SiloRuntime))) return new SiloBuilder(services, configuration);
        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.PostConfigure<SiloOptions>(options =>
            options.SiloName ??= string.Create(CultureInfo.InvariantCulture, $"Silo_{RandomNumberGenerator.GetInt32(0x10000):X4}"));
        services.AddSingleton<SiloRuntime>();
        services.AddSingleton<CallRuntime>(provider => provider.GetRequiredService<SiloRuntime>());
        services.AddSingleton<ILocalSiloDetails>(provider => provider.GetRequiredService<SiloRuntime>());
        services.AddSingleton<ISiloStatusOracle>(provider => provider.GetRequiredService<SiloRuntime>());
        services.AddTransient(_ => RuntimeContext.Current ?? throw new InvalidOperationException("There is no grain here to get the context of."));
        services.TryAddSingleton<IFatalErrorHandler, FatalErrorHandler>();
        services.AddHostedService<SiloService>();
        AddShared(services);
        return new SiloBuilder(services, configuration);
    }

    public static void AddShared(IServiceCollection services)
    {
        services.AddSingleton<IClusterClient, GrainFactory>();
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
        services.AddSingleton(provider => new Serializer(provider.GetRequiredService<CallRuntime>()));
        services.AddSingleton(_ => new DeepCopier());
        CallFilters.Install(services);
    }

    public static OrleansConfigurationException OneOfTheTwo() =>
        new("A host is a silo or a client: a silo has a client of its own, so that UseOrleans alone is enough.");
}

/// <summary>The services of a client.</summary>
internal static class ClientServices
{
    public static IClientBuilder Add(IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(SiloRuntime))) throw SiloServices.OneOfTheTwo();
        if (services.Any(service => service.ServiceType == typeof(ClientRuntime))) return new ClientBuilder(services, configuration);
        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ClientRuntime>();
        services.AddSingleton<CallRuntime>(provider => provider.GetRequiredService<ClientRuntime>());
        services.TryAddSingleton<IClientConnectionRetryFilter, LinearBackoffRetryFilter>();
        services.AddHostedService<ClientService>();
        SiloServices.AddShared(services);
        return new ClientBuilder(services, configuration);
    }
}

/// <summary>Starts and stops the silo with its host.</summary>
internal sealed class SiloService(
    SiloRuntime silo, IOptions<ClusterOptions> cluster, IOptions<EndpointOptions> endpoint, IOptions<GrainCollectionOptions> collection) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        OptionsValidation.Validate(cluster.Value);
        OptionsValidation.Validate(endpoint.Value);
        OptionsValidation.Validate(collection.Value);
        return silo.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => silo.StopAsync(cancellationToken);
}

/// <summary>Starts and stops the client with its host.</summary>
internal sealed class ClientService(ClientRuntime client, IClientConnectionRetryFilter retry, IOptions<ClusterOptions> cluster) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        OptionsValidation.Validate(cluster.Value);
        return client.StartAsync(retry, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => client.StopAsync();
}

/// <summary>Refuses what cannot work, before anything starts.</summary>
internal static class OptionsValidation
{
    public static void Validate(ClusterOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ClusterId)) throw new OrleansConfigurationException("ClusterOptions.ClusterId is empty.");
        if (string.IsNullOrWhiteSpace(options.ServiceId)) throw new OrleansConfigurationException("ClusterOptions.ServiceId is empty.");
    }

    public static void Validate(EndpointOptions options)
    {
        if (options.SiloPort == 0) throw new OrleansConfigurationException("EndpointOptions.SiloPort is 0: a silo listens on a port of its own.");
    }

    public static void Validate(GrainCollectionOptions options)
    {
        if (options.CollectionQuantum <= TimeSpan.Zero) throw new OrleansConfigurationException("GrainCollectionOptions.CollectionQuantum is not positive.");
        if (options.CollectionAge <= options.CollectionQuantum)
            throw new OrleansConfigurationException("GrainCollectionOptions.CollectionAge is not larger than the CollectionQuantum.");
    }
}
