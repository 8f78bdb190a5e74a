namespace Orleans.Runtime;

/// <summary>On which silo a new activation of a grain is made.</summary>
public abstract class PlacementStrategy;

/// <summary>On a silo drawn at random.</summary>
public sealed class RandomPlacement : PlacementStrategy;

/// <summary>On the caller's silo, where it can host the grain.</summary>
public sealed class PreferLocalPlacement : PlacementStrategy;

/// <summary>On the silo that the grain's identity hashes to.</summary>
public sealed class HashBasedPlacement : PlacementStrategy;

/// <summary>On the silo with fewer activations of two drawn at random.</summary>
public sealed class ActivationCountBasedPlacement : PlacementStrategy;

/// <summary>On the silo with most free resources. The default of Orleans; the stand-in draws at random.</summary>
public sealed class ResourceOptimizedPlacement : PlacementStrategy;

internal sealed class StatelessWorkerPlacement(int maxLocal) : PlacementStrategy
{
    public int MaxLocal { get; } = maxLocal;
}
