using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Storage;
using Starling.Chaos.Network;
using Starling.Grains.Hosting;
using Starling.Silo;

namespace Starling.Chaos.Faults;

/// <summary>A silo of Starling that makes the faults of its <see cref="FaultPlan"/>.</summary>
internal static class FaultySilo
{
    /// <summary>Runs it until it is asked to stop.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        FaultPlan plan = FaultPlan.Read();
        return SiloHost.RunAsync(args, builder => Configure(builder, plan));
    }

    private static void Configure(IHostApplicationBuilder builder, FaultPlan plan)
    {
        if (ProxyNetwork.ListeningPort is { } port)
            builder.Services.PostConfigure<EndpointOptions>(options => options.SiloListeningEndpoint = new IPEndPoint(IPAddress.Loopback, port));
        if (!plan.IsAny)
            return;

        ServiceDescriptor storage = builder.Services.Last(service =>
            service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, StarlingGrainServices.StorageName));
        builder.Services.AddKeyedSingleton<IGrainStorage>(StarlingGrainServices.StorageName, (services, key) =>
            new StorageFaults((IGrainStorage)storage.KeyedImplementationFactory!(services, key), plan));
        builder.UseOrleans(silo => silo.AddIncomingGrainCallFilter(new CallFaults(plan)));
    }
}
