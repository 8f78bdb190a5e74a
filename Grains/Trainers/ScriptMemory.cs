using System.IO.MemoryMappedFiles;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Grains.Trainers;

/// <summary>
/// Memory that a silo and a script share, so that parameters and gradients are copied once and not through a socket: room for the
/// parameters, and after it for a result of the same length. It has no name in the file system; the script finds it as an open file of the
/// silo, of the same user.
/// </summary>
internal sealed class ScriptMemory : IDisposable
{
    private const int Alignment = 4096;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    private ScriptMemory(long bytes)
    {
        ResultAt = (bytes + Alignment - 1) / Alignment * Alignment;
        Bytes = ResultAt + bytes;
        file = MemoryMappedFile.CreateNew(null, Bytes);
        view = file.CreateViewAccessor();
    }

    /// <summary>Where a result lies; the parameters lie at 0.</summary>
    public long ResultAt { get; }

    /// <summary>How many bytes there are.</summary>
    public long Bytes { get; }

    /// <summary>Where the script finds the memory.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{file.SafeMemoryMappedFileHandle.DangerousGetHandle()}";

    /// <summary>Makes room for vectors of so many bytes; null where the machine does not offer this.</summary>
    public static ScriptMemory? TryCreate(long bytes)
    {
        if (!OperatingSystem.IsLinux() || bytes == 0)
            return null;

        try
        {
            return new ScriptMemory(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Writes the parameters.</summary>
    public unsafe void Write<T>(ReadOnlySpan<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)parameters.Length * sizeof(T), ResultAt, nameof(parameters));
        byte* memory = null;
        try
        {
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref memory);

            // Whether they are finite is not the question here; this is the fastest copy of long vectors.
            VectorKernels.CopyFinite(parameters, new Span<T>(memory + view.PointerOffset, parameters.Length));
        }
        finally
        {
            if (memory is not null)
                view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>Reads a result or a part of one, and looks on the way whether its numbers are finite.</summary>
    /// <param name="result">Where to.</param>
    /// <param name="start">From which number on.</param>
    /// <returns>Whether all of them are.</returns>
    public unsafe bool Read<T>(Span<T> result, int start = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        long from = ResultAt + ((long)start * sizeof(T));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + ((long)result.Length * sizeof(T)), Bytes, nameof(result));
        byte* memory = null;
        try
        {
            // Held until the end of the reading, whoever disposes of the memory meanwhile.
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref memory);
            return VectorKernels.CopyFinite(new ReadOnlySpan<T>(memory + view.PointerOffset + from, result.Length), result);
        }
        finally
        {
            if (memory is not null)
                view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
