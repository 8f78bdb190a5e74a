using Starling.Algorithms.Accelerators.Cuda;
using Xunit;

namespace Starling.Algorithms.Tests.Accelerators.Cuda;

public sealed class CudaLibrariesTests
{
    private static readonly string[] Names = ["new.so", "old.so"];

    [Fact]
    public void The_newest_name_comes_first_and_of_its_places_the_first()
    {
        List<string> asked = [];
        bool isFound = CudaLibraries.TryLoad(Names, ["/named", "", "/usual"], path => { asked.Add(path); return path == "/usual/new.so" ? 7 : null; }, out nint handle, out string path);

        Assert.True(isFound);
        Assert.Equal((7, "/usual/new.so"), (handle, path));
        Assert.Equal(["/named/new.so", "new.so", "/usual/new.so"], asked);
    }

    [Fact]
    public void Older_names_are_tried_when_the_newest_is_nowhere()
    {
        Assert.True(CudaLibraries.TryLoad(Names, [""], path => path == "old.so" ? 8 : null, out nint handle, out string path));
        Assert.Equal((8, "old.so"), (handle, path));
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is()
    {
        Assert.False(CudaLibraries.TryLoad(Names, ["/a", ""], _ => null, out nint handle, out string path));
        Assert.Equal((0, ""), (handle, path));
    }

    [Fact]
    public void A_file_that_is_no_library_is_not_loaded()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.so");
        File.WriteAllText(file, "no library");
        try
        {
            Assert.Null(CudaLibraries.Load(file));
            Assert.Null(CudaLibraries.Load(file + ".not"));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
