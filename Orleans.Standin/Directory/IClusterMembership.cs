namespace Orleans.Runtime.Directory;

/// <summary>Knows the silos of a cluster.</summary>
internal interface IClusterMembership
{
    /// <summary>The silos that new activations can be made on.</summary>
    IReadOnlyList<SiloAddress> ActiveSilos { get; }

    /// <summary>Every silo that is, or was, in the cluster.</summary>
    IReadOnlyDictionary<SiloAddress, SiloStatus> Statuses { get; }

    /// <summary>The number of activations of a silo, as it was told last; for placement.</summary>
    int ActivationCountOf(SiloAddress silo);
}
