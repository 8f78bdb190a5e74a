using Xunit;

namespace Starling.Algorithms.Tests.Compression;

public sealed class SplitMixTests
{
    [Fact]
    public void The_generator_is_the_recorded_one()
    {
        var raw = new SplitMix(42);
        Assert.Equal([0xbdd732262feb6e95, 0x28efe333b266f103, 0x47526757130f9f52], new[] { raw.Next(), raw.Next(), raw.Next() });

        var uniform = new SplitMix(42);
        Assert.Equal(0.74156488, uniform.Uniform(), 5e-9);
        Assert.Equal(0.15991039, uniform.Uniform(), 5e-9);
        Assert.Equal(0.27860113, uniform.Uniform(), 5e-9);

        double[] normals = new SplitMix(42).Normals(3);
        Assert.Equal(0.88224891, normals[0], 5e-9);
        Assert.Equal(-0.45084988, normals[1], 5e-9);
        Assert.Equal(0.18835263, normals[2], 5e-9);
    }
}
