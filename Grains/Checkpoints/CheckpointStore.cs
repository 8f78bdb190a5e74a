using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Hosting;
using Starling.Grains.Runtime;

namespace Starling.Grains.Checkpoints;

/// <summary>
/// Vectors of a grain in the storage of the cluster, in parts of a few MiB, each an ordinary grain state with its own ETag and
/// hash. A slot is written whole before anybody names it, so half a slot is never read; what is read is compared with the mark
/// that was given when it was written.
/// </summary>
/// <param name="services">Where the storage provider is found.</param>
/// <param name="time">The clock.</param>
public sealed class CheckpointStore(IServiceProvider services, TimeProvider time)
{
    /// <summary>Slots of a grain: the two newest checkpoints keep one each, the third is for the next.</summary>
    public const int Slots = 3;

    /// <summary>Bytes of a part, at most.</summary>
    public const int PartBytes = 4 << 20;

    /// <summary>How often a part is tried before the checkpoint counts as failed.</summary>
    private const int Attempts = 4;

    private IGrainStorage Storage => field ??= services.GetRequiredKeyedService<IGrainStorage>(StarlingGrainServices.StorageName);

    /// <summary>Writes vectors into a slot.</summary>
    /// <param name="grain">The grain that they belong to.</param>
    /// <param name="version">What version of them it is.</param>
    /// <param name="slot">The slot; what was in it is replaced.</param>
    /// <param name="vectors">The bytes of the vectors. Nobody changes them meanwhile.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The mark by which they are read again.</returns>
    public async Task<SavedState> WriteAsync(
        GrainId grain, int version, int slot, IReadOnlyList<ReadOnlyMemory<byte>> vectors, CancellationToken cancellationToken)
    {
        var hashes = new List<string>();
        for (int vector = 0; vector < vectors.Count; vector++)
        {
            foreach ((int part, int start, int length) in Parts(vectors[vector].Length))
            {
                byte[] data = vectors[vector].Slice(start, length).ToArray();
                var stored = new CheckpointPart { Data = data, Sha256 = Convert.ToHexStringLower(SHA256.HashData(data)) };
                await WritePartAsync(grain, Name(grain, slot, vector, part), stored, cancellationToken);
                hashes.Add(stored.Sha256);
            }
        }

        return new SavedState { Version = version, Slot = slot, Sha256 = Root(hashes), Bytes = vectors.Sum(vector => (long)vector.Length) };
    }

    /// <summary>Reads what <see cref="WriteAsync"/> wrote.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="saved">The mark.</param>
    /// <param name="vectors">Where the bytes go: as many vectors, of the same lengths, as were written.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StarlingException">STAR0408: it is not what was written, or is not there.</exception>
    public async Task ReadAsync(
        GrainId grain, SavedState saved, IReadOnlyList<Memory<byte>> vectors, CancellationToken cancellationToken)
    {
        var hashes = new List<string>();
        for (int vector = 0; vector < vectors.Count; vector++)
        {
            foreach ((int part, int start, int length) in Parts(vectors[vector].Length))
            {
                string name = Name(grain, saved.Slot, vector, part);
                CheckpointPart stored = await ReadPartAsync(grain, name, cancellationToken) is { } read && read.Data.Length == length
                    ? read
                    : throw Damaged(grain, name, saved);
                stored.Data.CopyTo(vectors[vector].Slice(start, length));
                hashes.Add(Convert.ToHexStringLower(SHA256.HashData(stored.Data)));
            }
        }

        if (Root(hashes) != saved.Sha256)
            throw Damaged(grain, Name(grain, saved.Slot, 0, 0), saved);
    }

    /// <summary>Removes all slots of a grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="lengths">The lengths in bytes of its vectors.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task EraseAsync(GrainId grain, IReadOnlyList<int> lengths, CancellationToken cancellationToken)
    {
        for (int slot = 0; slot < Slots; slot++)
        {
            for (int vector = 0; vector < lengths.Count; vector++)
            {
                foreach ((int part, _, _) in Parts(lengths[vector]))
                    await ErasePartAsync(grain, Name(grain, slot, vector, part), cancellationToken);
            }
        }
    }

    // The name tells the class of the grain: Orleans' ADO.NET storage keeps a row by key and name alone, and shard 0 and worker 0
    // of a job have the same key.
    private static string Name(GrainId grain, int slot, int vector, int part) =>
        FormattableString.Invariant($"{grain.Type}-slot{slot}-{vector}-{part}");

    private static IEnumerable<(int Part, int Start, int Length)> Parts(int length)
    {
        for (int part = 0, start = 0; start < length; part++, start += PartBytes)
            yield return (part, start, Math.Min(PartBytes, length - start));
    }

    private static string Root(List<string> hashes) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes))));

    private static StarlingException Damaged(GrainId grain, string name, SavedState saved) => new(
        ErrorCatalog.CheckpointDamaged, $"{grain}: '{name}' of checkpoint {saved.Version} is damaged or gone.");

    /// <summary>A write whose outcome is unknown may have been done: what is there is looked at before it is written again.</summary>
    private async Task WritePartAsync(GrainId grain, string name, CheckpointPart part, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                GrainState<CheckpointPart> state = await LookAsync(grain, name, cancellationToken);
                if (state is { RecordExists: true, State: { } known } && known.Data.AsSpan().SequenceEqual(part.Data))
                    return;

                state.State = part;
                await Storage.WriteStateAsync(name, grain, state, cancellationToken);
                return;
            }
            catch (Exception exception) when (attempt < Attempts && exception is not OperationCanceledException)
            {
                await Task.Delay(Calls.DelayBefore(attempt), time, cancellationToken);
            }
        }
    }

    // What cannot be read is replaced: it is removed first, so that its ETag no longer matters.
    private async Task<GrainState<CheckpointPart>> LookAsync(GrainId grain, string name, CancellationToken cancellationToken)
    {
        var state = new GrainState<CheckpointPart>();
        try
        {
            await Storage.ReadStateAsync(name, grain, state, cancellationToken);
        }
        catch (InvalidDataException)
        {
            state = new GrainState<CheckpointPart>();
            await Storage.ClearStateAsync(name, grain, state, cancellationToken);
        }

        return state;
    }

    private async Task<CheckpointPart?> ReadPartAsync(GrainId grain, string name, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                var state = new GrainState<CheckpointPart>();
                await Storage.ReadStateAsync(name, grain, state, cancellationToken);
                return state.RecordExists ? state.State : null;
            }
            catch (InvalidDataException)
            {
                return null;
            }
            catch (Exception exception) when (attempt < Attempts && exception is not OperationCanceledException)
            {
                await Task.Delay(Calls.DelayBefore(attempt), time, cancellationToken);
            }
        }
    }

    private async Task ErasePartAsync(GrainId grain, string name, CancellationToken cancellationToken)
    {
        GrainState<CheckpointPart> state = await LookAsync(grain, name, cancellationToken);
        if (state.RecordExists)
            await Storage.ClearStateAsync(name, grain, state, cancellationToken);
    }
}
