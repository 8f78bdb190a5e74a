using System.Runtime.InteropServices;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>
/// Finds the libraries of a CUDA installation at run time: by name, which the system's loader looks up, and then in the usual folders. Nothing of CUDA
/// is needed to build.
/// </summary>
internal static class CudaLibraries
{
    /// <summary>A folder that is looked in first, with its <c>lib64</c> and <c>lib</c>: where a toolkit or a wheel was unpacked.</summary>
    public const string PathVariable = "STARLING_CUDA_PATH";

    /// <summary>The driver.</summary>
    public static IReadOnlyList<string> Driver { get; } =
        OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so"];

    /// <summary>The compiler, the newest version first.</summary>
    public static IReadOnlyList<string> Compiler { get; } = OperatingSystem.IsWindows()
        ? ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll", "nvrtc64_112_0.dll"]
        : ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so"];

    /// <summary>Loads the first of some names that is there.</summary>
    /// <param name="names">File names, the most wanted first.</param>
    /// <param name="folders">Where to look, in this order; an empty one stands for the system's own places.</param>
    /// <param name="tryLoad">Loads a library by its name or path.</param>
    /// <param name="handle">The library.</param>
    /// <param name="path">What was loaded.</param>
    public static bool TryLoad(IReadOnlyList<string> names, IEnumerable<string> folders, Func<string, nint?> tryLoad, out nint handle, out string path)
    {
        string[] places = [.. folders];
        foreach (string name in names)
        {
            foreach (string candidate in places.Select(folder => Path.Combine(folder, name)))
            {
                if (tryLoad(candidate) is { } loaded)
                {
                    handle = loaded;
                    path = candidate;
                    return true;
                }
            }
        }

        handle = 0;
        path = "";
        return false;
    }

    /// <summary>Loads a library that exists; null where it does not or cannot be loaded.</summary>
    /// <param name="path">A name for the system's loader, or a path.</param>
    public static nint? Load(string path)
    {
        // The compiler opens a companion by name alone, from wherever the process looks: loaded beforehand, it is found.
        if (Path.IsPathRooted(path))
        {
            if (!File.Exists(path))
                return null;

            foreach (string companion in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "libnvrtc-builtins.so*").Order(StringComparer.Ordinal))
                NativeLibrary.TryLoad(companion, out _);
        }

        return NativeLibrary.TryLoad(path, out nint handle) ? handle : null;
    }

    /// <summary>The folders to look in: those that somebody named, the system's own places, the usual ones.</summary>
    public static IEnumerable<string> Folders()
    {
        foreach (string? root in new[] { Environment.GetEnvironmentVariable(PathVariable), Environment.GetEnvironmentVariable("CUDA_PATH"), Environment.GetEnvironmentVariable("CUDA_HOME") })
        {
            if (string.IsNullOrEmpty(root))
                continue;

            yield return root;
            foreach (string folder in Inside(root))
                yield return folder;
        }

        yield return "";
        foreach (string root in Toolkits("/usr/local"))
        {
            foreach (string folder in Inside(root))
                yield return folder;
        }

        yield return "/usr/local/nvidia/lib64";
        yield return "/usr/lib/x86_64-linux-gnu";
        yield return "/usr/lib/aarch64-linux-gnu";
        yield return "/usr/lib/wsl/lib";
    }

    private static string[] Inside(string root) =>
        [Path.Combine(root, "lib64"), Path.Combine(root, "lib"), Path.Combine(root, "targets", "x86_64-linux", "lib"), Path.Combine(root, "bin")];

    private static IEnumerable<string> Toolkits(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder, "cuda*").OrderDescending(StringComparer.Ordinal)
        : [];
}
