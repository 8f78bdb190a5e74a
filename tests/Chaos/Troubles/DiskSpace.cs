namespace Starling.Chaos.Troubles;

/// <summary>
/// The space of the storage folder: a small file system in memory where this process may mount one, so that it can be filled and
/// freed; else the folder as it is.
/// </summary>
internal sealed class DiskSpace : IDisposable
{
    /// <summary>Seven jobs with three checkpoints each did not fit 128.</summary>
    private const int MegaBytes = 256;

    private readonly string folder;
    private readonly bool isMounted;

    private DiskSpace(string folder, bool isMounted)
    {
        this.folder = folder;
        this.isMounted = isMounted;
    }

    /// <summary>Whether it can be filled.</summary>
    public bool CanFill => isMounted;

    /// <summary>Makes the folder, on a small file system where that is wanted and possible.</summary>
    public static DiskSpace Prepare(string folder, bool small)
    {
        Directory.CreateDirectory(folder);
        return new DiskSpace(folder, small && SystemProgram.TryRun("mount", "-t", "tmpfs", "-o", $"size={MegaBytes}m", "tmpfs", folder));
    }

    /// <summary>Takes all the space there is.</summary>
    public void Fill()
    {
        using FileStream ballast = new(Path.Combine(folder, "ballast"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] piece = new byte[64 * 1024];
        try
        {
            while (true)
                ballast.Write(piece);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(Path.Combine(folder, "ballast"));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isMounted)
            _ = SystemProgram.TryRun("umount", "-l", folder);
    }
}
