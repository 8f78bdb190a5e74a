using Starling.Algorithms.Options;

namespace Starling.Algorithms.Compression;

/// <summary>How vectors are encoded for the wire: <c>compression.up</c> and <c>compression.down</c> of a job.</summary>
public abstract record CompressorOptions : PartOptions;

/// <summary>Vectors travel as they are: 4 or 8 bytes a number.</summary>
public sealed record IdentityOptions : CompressorOptions;
