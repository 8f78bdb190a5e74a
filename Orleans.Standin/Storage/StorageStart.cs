using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orleans.Storage;

/// <summary>A storage that has to be made ready before the silo starts.</summary>
internal interface IStartedStorage
{
    /// <exception cref="Runtime.OrleansConfigurationException">The options cannot work.</exception>
    Task StartAsync(CancellationToken cancellationToken);
}

/// <summary>Makes a storage ready. A storage that cannot be reached keeps its silo from starting, as in Orleans.</summary>
internal sealed class StorageStart(IServiceProvider services, string name) : IHostedLifecycleService
{
    public static void Add(IServiceCollection services, string name) => services.AddSingleton<IHostedService>(provider => new StorageStart(provider, name));

    public Task StartingAsync(CancellationToken cancellationToken) =>
        services.GetRequiredKeyedService<IGrainStorage>(name) is IStartedStorage storage ? storage.StartAsync(cancellationToken) : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
