using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Runtime.CompilerServices;
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
    private const int BlockBytes = 1 << 16;

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

    /// <summary>Reads a result, and looks whether its numbers are finite while they are in the cache.</summary>
    /// <returns>Whether all of them are.</returns>
    public bool Read<T>(Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isFinite = true;
        int block = BlockBytes / Unsafe.SizeOf<T>();
        for (int start = 0; start < result.Length; start += block)
        {
            Span<T> part = result.Slice(start, Math.Min(block, result.Length - start));
            view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(ResultAt + ((long)start * Unsafe.SizeOf<T>())), part);
            isFinite &= VectorKernels.IsFinite<T>(part);
        }

        return isFinite;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
