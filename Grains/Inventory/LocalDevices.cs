using System.Collections.Immutable;

namespace Starling.Grains.Inventory;

/// <summary>The accelerators of this machine, as far as the file system tells; nothing is run to find out.</summary>
internal static class LocalDevices
{
    /// <summary>Where the NVIDIA driver tells of its devices.</summary>
    public const string NvidiaFolder = "/proc/driver/nvidia/gpus";

    /// <summary>The names of the devices, by bus; empty where there are none or where they cannot be read.</summary>
    /// <param name="folder">The driver's folder: one folder a device, with a file <c>information</c> that has a line <c>Model: NAME</c>.</param>
    public static ImmutableArray<string> Read(string folder = NvidiaFolder)
    {
        try
        {
            if (!Directory.Exists(folder))
                return [];

            return
            [
                .. Directory.EnumerateFiles(folder, "information", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
                    .Select(file => File.ReadLines(file).FirstOrDefault(line => line.StartsWith("Model:", StringComparison.Ordinal)))
                    .Select(line => line is null ? "NVIDIA device" : line["Model:".Length..].Trim()),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
