using System.Runtime.CompilerServices;
using Starling.GrainInterfaces;
using Starling.Grains.Placement;
using Starling.Grains.Security;

namespace Starling.Grains.Tests.Security;

/// <summary>Tells what reaches a grain.</summary>
[Alias("starling.tests.IProbeGrain")]
public interface IProbeGrain : IGrainWithStringKey
{
    [Alias("Who"), Access(AccessRole.Viewer)]
    Task<string> WhoAsync();

    /// <summary>Who the caller is to a grain that this one calls.</summary>
    [Alias("WhoFurther"), Access(AccessRole.Viewer)]
    Task<string> WhoFurtherAsync(string key);

    /// <summary>The entries of the request context that the caller may have written.</summary>
    [Alias("Context"), Access(AccessRole.Viewer)]
    Task<string[]> ContextAsync();

    [Alias("Operate"), Access(AccessRole.Operator)]
    Task OperateAsync();

    [Alias("Closed")]
    Task ClosedAsync();

    /// <summary>Numbers from 0, the first at once, each further one when it is released.</summary>
    [Alias("Count"), Access(AccessRole.Viewer)]
    IAsyncEnumerable<int> CountAsync(CancellationToken cancellationToken = default);

    [Alias("Release"), Access(AccessRole.Viewer)]
    Task ReleaseAsync();

    [Alias("CountForOperators"), Access(AccessRole.Operator)]
    IAsyncEnumerable<int> CountForOperatorsAsync(CancellationToken cancellationToken = default);

    [Alias("CountForNobody")]
    IAsyncEnumerable<int> CountForNobodyAsync(CancellationToken cancellationToken = default);

    [Alias("Where"), Access(AccessRole.Viewer)]
    Task<string> WhereAsync();
}

[Orleans.Concurrency.Reentrant, LabelPlacementFilter]
internal sealed class ProbeGrain(ILocalSiloDetails silo) : Grain, IProbeGrain, IDisposable
{
    private readonly SemaphoreSlim released = new(0);

    public Task<string> WhoAsync() => Task.FromResult($"{CallerIdentity.Current.Name}/{CallerIdentity.Current.Role}");

    public Task<string> WhoFurtherAsync(string key) => GrainFactory.GetGrain<IProbeGrain>(key).WhoAsync();

    public Task<string[]> ContextAsync() => Task.FromResult(RequestContext.Keys.Order(StringComparer.Ordinal).ToArray());

    public Task OperateAsync() => Task.CompletedTask;

    public Task ClosedAsync() => Task.CompletedTask;

    public async IAsyncEnumerable<int> CountAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int number = 0; ; number++)
        {
            yield return number;
            await released.WaitAsync(cancellationToken);
        }
    }

    public Task ReleaseAsync()
    {
        released.Release();
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<int> CountForOperatorsAsync(CancellationToken cancellationToken = default) => CountAsync(cancellationToken);

    public IAsyncEnumerable<int> CountForNobodyAsync(CancellationToken cancellationToken = default) => CountAsync(cancellationToken);

    public Task<string> WhereAsync() => Task.FromResult(silo.SiloAddress.ToString());

    public void Dispose() => released.Dispose();
}
