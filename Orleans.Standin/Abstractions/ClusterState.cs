namespace Orleans.Runtime
{
    /// <summary>Where a silo is in its life.</summary>
    [GenerateSerializer]
    public enum SiloStatus
    {
        /// <summary>Unknown.</summary>
        None = 0,

        /// <summary>Made, not joined.</summary>
        Created = 1,

        /// <summary>Joins the cluster.</summary>
        Joining = 2,

        /// <summary>Serves grains.</summary>
        Active = 3,

        /// <summary>Stops, and deactivates its grains first.</summary>
        ShuttingDown = 4,

        /// <summary>Stops without deactivating grains.</summary>
        Stopping = 5,

        /// <summary>Gone.</summary>
        Dead = 6,
    }

    /// <summary>What a silo knows of itself.</summary>
    public interface ILocalSiloDetails
    {
        /// <summary>The silo's name.</summary>
        string Name { get; }

        /// <summary>The cluster's identity.</summary>
        string ClusterId { get; }

        /// <summary>The name of the machine.</summary>
        string DnsHostName { get; }

        /// <summary>The silo's address.</summary>
        SiloAddress SiloAddress { get; }

        /// <summary>The address that clients connect to.</summary>
        SiloAddress GatewayAddress { get; }
    }

    /// <summary>What a silo knows of the others.</summary>
    public interface ISiloStatusOracle
    {
        /// <summary>The local silo's status.</summary>
        SiloStatus CurrentStatus { get; }

        /// <summary>The local silo's name.</summary>
        string SiloName { get; }

        /// <summary>The local silo's address.</summary>
        SiloAddress SiloAddress { get; }

        /// <summary>The status of a silo.</summary>
        SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress);

        /// <summary>The status of every silo, or of every active one.</summary>
        Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false);

        /// <summary>Whether a silo is gone.</summary>
        bool IsDeadSilo(SiloAddress silo);
    }

    /// <summary>Asks about and manages the cluster. Its key is 0.</summary>
    public interface IManagementGrain : IGrainWithIntegerKey
    {
        /// <summary>The silos and their status.</summary>
        Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false);

        /// <summary>Where a grain is active; null where it is not.</summary>
        ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference);

        /// <summary>The number of activations in the cluster.</summary>
        Task<int> GetTotalActivationCount();

        /// <summary>Deactivates what was idle for <paramref name="ageLimit"/>, on every silo.</summary>
        Task ForceActivationCollection(TimeSpan ageLimit);
    }
}
