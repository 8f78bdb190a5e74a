namespace Orleans.Runtime.Directory;

/// <summary>A question to the silo that keeps a grain's entry, as of one version of the membership.</summary>
[GenerateSerializer]
internal sealed record EntryQuestion(int Version, GrainId GrainId, GrainAddress? Address);

/// <summary>
/// The answer: the entry, or the version of the membership that the silo goes by, where it is not the same as the asker's.
/// </summary>
[GenerateSerializer]
internal sealed record EntryAnswer(int Version, GrainAddress? Address);

/// <summary>Asks a silo for the activations it has whose entries the asker keeps from a version of the membership on.</summary>
[GenerateSerializer]
internal sealed record RecoveryQuestion(int Version);

/// <summary>The activations, or a newer version of the membership.</summary>
[GenerateSerializer]
internal sealed record RecoveryAnswer(int Version, List<GrainAddress> Addresses);
