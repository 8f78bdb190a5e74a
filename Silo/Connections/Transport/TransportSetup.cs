using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Starling.Silo.Connections.Transport;

/// <summary>
/// Has silos and gateways use <see cref="StreamTransport"/>. Orleans resolves its transport by the public interfaces
/// <see cref="IConnectionFactory"/> and <see cref="IConnectionListenerFactory"/> under keys of its own; whatever is registered under
/// them is replaced. Its own transport moves 4 KiB at a time through a pump and two pipes, which costs long messages, such as chunks
/// of vectors, half their speed (<c>./bench.sh messages</c>). An engine that registers none keeps what it has.
/// </summary>
internal static class TransportSetup
{
    /// <summary>Replaces what the engine has registered so far.</summary>
    public static void UseStreamTransport(this ISiloBuilder silo)
    {
        var transport = new StreamTransport();
        IServiceCollection services = silo.Services;
        for (int i = 0; i < services.Count; i++)
        {
            ServiceDescriptor known = services[i];
            if (known.IsKeyedService && (known.ServiceType == typeof(IConnectionFactory) || known.ServiceType == typeof(IConnectionListenerFactory)))
                services[i] = new ServiceDescriptor(known.ServiceType, known.ServiceKey, transport);
        }
    }
}
