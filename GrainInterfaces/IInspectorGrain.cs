namespace Starling.GrainInterfaces;

/// <summary>
/// Reads a job's server vectors on behalf of the job grain, which holds none: evaluates the model and fingerprints the
/// parameters. Keyed by the job's id.
/// </summary>
[Alias("starling.IInspectorGrain")]
public interface IInspectorGrain : IGrainWithStringKey
{
    /// <summary>Starts the evaluation of a version and returns the result when it is there, or null to be asked again.</summary>
    [Alias("Evaluate")]
    Task<EvaluationResult?> EvaluateAsync(int epoch, int version);

    /// <summary>Starts hashing a version and returns the SHA-256 when it is there, or null to be asked again.</summary>
    [Alias("Fingerprint")]
    Task<string?> FingerprintAsync(int epoch, int version);

    /// <summary>Frees what it holds.</summary>
    [Alias("Release")]
    Task ReleaseAsync();
}

/// <summary>Loss and accuracy of a version.</summary>
[GenerateSerializer, Immutable, Alias("starling.EvaluationResult")]
public sealed record EvaluationResult
{
    /// <summary>The version.</summary>
    [Id(0)]
    public int Version { get; init; }

    /// <summary>Mean loss, or the objective of a problem; null where there is none.</summary>
    [Id(1)]
    public double? Loss { get; init; }

    /// <summary>Share of right answers, 0 to 1; of models.</summary>
    [Id(2)]
    public double? Accuracy { get; init; }

    /// <summary>Norm of the gradient, or the residual of a game.</summary>
    [Id(3)]
    public double? GradientNorm { get; init; }

    /// <summary>|z - z*|^2 / |z_0 - z*|^2 where the solution is known.</summary>
    [Id(4)]
    public double? Distance { get; init; }

    /// <summary>The gap of a game on simplices.</summary>
    [Id(5)]
    public double? Gap { get; init; }

    /// <summary>What a script printed meanwhile, where a script evaluates; null for nothing.</summary>
    [Id(6)]
    public string? Output { get; init; }
}
