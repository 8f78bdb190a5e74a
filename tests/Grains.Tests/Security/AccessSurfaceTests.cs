using System.Reflection;
using Starling.GrainInterfaces;
using Starling.Grains.Security;
using Xunit;

namespace Starling.Grains.Tests.Security;

/// <summary>What clients can call at all: a change of it is a decision, and is made here too.</summary>
public sealed class AccessSurfaceTests
{
    private static IEnumerable<MethodInfo> Methods => typeof(IJobGrain).Assembly.GetTypes()
        .Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type))
        .SelectMany(type => type.GetMethods());

    [Fact]
    public void Clients_may_call_these_with_these_roles() => Assert.Equal(
        [
            "IAccessGrain.WhoAmIAsync: Viewer",
            "IInventoryGrain.ListAsync: Viewer",
            "IJobGrain.CancelAsync: Submitter",
            "IJobGrain.ExtendAsync: Submitter",
            "IJobGrain.ForgetAsync: Submitter",
            "IJobGrain.GetModelLayoutAsync: Viewer",
            "IJobGrain.GetSpecAsync: Viewer",
            "IJobGrain.GetStatusAsync: Viewer",
            "IJobGrain.GetWorkersAsync: Viewer",
            "IJobGrain.PauseAsync: Submitter",
            "IJobGrain.ResumeAsync: Submitter",
            "IJobGrain.SubmitAsync: Submitter",
            "IJobGrain.WatchAsync: Viewer",
            "IJobQueueGrain.ListAsync: Viewer",
            "IVectorGrain.PullAsync: Viewer",
        ],
        Methods.Select(CallTarget.Of)
            .Where(target => target.Demand != CallDemand.Cluster)
            .Select(target => $"{target.Name}: {target.Role}")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_other_method_is_for_the_cluster_alone()
    {
        List<MethodInfo> others = [.. Methods.Where(method => method.GetCustomAttribute<AccessAttribute>() is null)];

        Assert.Contains(others, method => method.Name == nameof(IShardGrain.PushAsync));
        Assert.All(others, method => Assert.Equal(CallDemand.Cluster, CallTarget.Of(method).Demand));
    }
}
