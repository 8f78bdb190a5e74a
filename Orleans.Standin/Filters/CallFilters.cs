using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Filters;

/// <summary>The filters of a host, in the order in which they were added. A host without any has no object of this class.</summary>
internal sealed class CallFilters(IIncomingGrainCallFilter[] incoming, IOutgoingGrainCallFilter[] outgoing)
{
    public static readonly CallFilters None = new([], []);

    public IIncomingGrainCallFilter[] Incoming => incoming;

    public IOutgoingGrainCallFilter[] Outgoing => outgoing;

    /// <summary>Lets a host look for filters, wherever they come from: a filter may be added to the services directly.</summary>
    public static void Install(IServiceCollection services) => services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Installer>());

    public static void AddIncoming(IServiceCollection services, Func<IServiceProvider, IIncomingGrainCallFilter> create) =>
        services.AddSingleton(create);

    public static void AddOutgoing(IServiceCollection services, Func<IServiceProvider, IOutgoingGrainCallFilter> create) =>
        services.AddSingleton(create);

    /// <summary>Gives the host's runtime its filters before the first call. Filters may need what needs the runtime, so it cannot ask for them.</summary>
    private sealed class Installer(CallRuntime runtime, IServiceProvider services) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            IIncomingGrainCallFilter[] incoming = [.. services.GetServices<IIncomingGrainCallFilter>()];
            IOutgoingGrainCallFilter[] outgoing = [.. services.GetServices<IOutgoingGrainCallFilter>()];
            if (incoming.Length + outgoing.Length > 0) runtime.Filters = new CallFilters(incoming, outgoing);
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

internal sealed class IncomingDelegateFilter(IncomingGrainCallFilterDelegate filter) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) => filter(context);
}

internal sealed class OutgoingDelegateFilter(OutgoingGrainCallFilterDelegate filter) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) => filter(context);
}
