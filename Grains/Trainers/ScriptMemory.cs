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
    public void Write<T>(ReadOnlySpan<T> parameters)
        where T : unmanaged => view.SafeMemoryMappedViewHandle.WriteSpan(0, parameters);

    /// <summary>Reads a result, and looks on the way whether its numbers are finite.</summary>
    /// <returns>Whether all of them are.</returns>
    public unsafe bool Read<T>(Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ResultAt + ((long)result.Length * sizeof(T)), Bytes, nameof(result));
        byte* start = null;
        try
        {
            // Held until the end of the reading, whoever disposes of the memory meanwhile.
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            return VectorKernels.CopyFinite(new ReadOnlySpan<T>(start + view.PointerOffset + ResultAt, result.Length), result);
        }
        finally
        {
            if (start is not null)
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
