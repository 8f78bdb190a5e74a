namespace Orleans.Runtime.Activations;

/// <inheritdoc cref="IManagementGrain"/>
[GrainType("standin.management")]
internal sealed class ManagementGrain(SiloRuntime silo) : Grain, IManagementGrain
{
    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false) => Task.FromResult(silo.GetApproximateSiloStatuses(onlyActive));

    public async ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference) =>
        (await silo.Directory.LookupAsync(reference.GetGrainId(), CancellationToken.None))?.Silo;

    public Task<int> GetTotalActivationCount() => silo.CountActivationsAsync();

    public Task ForceActivationCollection(TimeSpan ageLimit) => silo.CollectAsync(ageLimit);
}
