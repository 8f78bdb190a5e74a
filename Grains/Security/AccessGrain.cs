using Orleans.Concurrency;
using Starling.GrainInterfaces;

namespace Starling.Grains.Security;

/// <summary>Says what the filter wrote down of the caller.</summary>
[StatelessWorker]
internal sealed class AccessGrain : Grain, IAccessGrain
{
    public Task<CallerInfo> WhoAmIAsync()
    {
        CallerIdentity caller = CallerIdentity.Current;
        return Task.FromResult(caller.Role is { } role ? new CallerInfo { Name = caller.Name, Role = role } : new CallerInfo());
    }
}
