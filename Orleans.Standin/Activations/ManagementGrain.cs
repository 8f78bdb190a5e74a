namespace Orleans.Runtime.Activations;

/// <inheritdoc cref="IManagementGrain"/>
[GrainType("standin.management")]
internal sealed class ManagementGrain(SiloRuntime silo) : Grain, IManagementGrain
{
    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false) => Task.FromResult(silo.GetApproximateSiloStatuses(onlyActive));

    public async ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference) =>
        (await silo.Directory.LookupAsync(reference.GetGrainId()))?.Silo;

    public Task<int> GetTotalActivationCount() => Task.FromResult(silo.Membership.ActiveSilos.Sum(silo.Membership.ActivationCountOf));

    public Task ForceActivationCollection(TimeSpan ageLimit) => silo.Membership.CollectAsync(ageLimit);
}
