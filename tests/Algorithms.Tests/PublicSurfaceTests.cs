using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests;

public sealed class PublicSurfaceTests
{
    [Fact]
    public void The_public_surface_is_the_one_that_is_listed() =>
        Assert.Null(PublicSurface.Compare(
            typeof(Errors.ErrorCatalog).Assembly, Repository.PathOf("docs", "surface", "Starling.Algorithms.txt")));
}
