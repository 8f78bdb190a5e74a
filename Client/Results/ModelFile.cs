using System.Security.Cryptography;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;

namespace Starling.Client.Results;

/// <summary>The file <c>model.safetensors</c> of a job, of which every part can be written: made from the vectors while it is.</summary>
public sealed class ModelFile : IAsyncDisposable
{
    private const int TagBytes = 16;

    private readonly ModelStream model;
    private readonly byte[] head;

    private ModelFile(ModelStream model, byte[] head, bool isFinal)
    {
        this.model = model;
        this.head = head;
        Length = SafetensorsWriter.Length(head, model);
        Tag = isFinal ? Convert.ToHexStringLower(SHA256.HashData(head).AsSpan(0, TagBytes)) : null;
    }

    /// <summary>The bytes of the file.</summary>
    public long Length { get; }

    /// <summary>The same text whenever the bytes are the same; null while the job runs, since its vectors change.</summary>
    public string? Tag { get; }

    /// <summary>Opens the file of a job.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StarlingException">STAR0401: no such job, or it has no model.</exception>
    public static async Task<ModelFile> OpenAsync(IStarlingClient client, string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        JobStatus status = await client.GetStatusAsync(jobId, cancellationToken);
        ModelStream vectors = await client.OpenModelAsync(jobId, cancellationToken);

        // The head names the hash of the vectors, so that it stands for all of the file.
        byte[] first = SafetensorsWriter.Head(vectors.Tensors, JobResults.ModelMetadata(status.Name, jobId, status.ParametersSha256));
        return new ModelFile(vectors, first, status.Phase.HasEnded() && status.ParametersSha256 is not null);
    }

    /// <summary>Writes all of it.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">There are more or fewer vectors than the head says.</exception>
    public Task WriteAsync(Stream destination, CancellationToken cancellationToken = default) => WriteAsync(destination, 0, Length, cancellationToken);

    /// <summary>Writes a part of it. Once: the vectors pass by only once.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="from">The first byte.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">The file has no such part.</exception>
    /// <exception cref="InvalidDataException">There are more or fewer vectors than the head says.</exception>
    public Task WriteAsync(Stream destination, long from, long count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length - from);
        return SafetensorsWriter.WritePartAsync(destination, head, model, from, count, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => model.DisposeAsync();
}
