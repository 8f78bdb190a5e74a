using System.Diagnostics;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;
using Xunit;
namespace Starling.Algorithms.Tests.Topology;
public sealed class SpeedProbe(ITestOutputHelper output)
{
    [Theory]
    [InlineData("random-geometric", 1000)]
    [InlineData("line", 1000)]
    public void Spectrum(string kind, int n)
    {
        var g = Named.Graph(kind, n);
        long s = Stopwatch.GetTimestamp();
        double[] matrix = new double[n * n];
        double[] ones = new double[g.EdgeCount];
        Array.Fill(ones, 1);
        Laplacian.Fill(g, ones, matrix);
        Starling.Algorithms.Numerics.SymmetricSpectrum.ValuesOf(n, matrix);
        output.WriteLine($"{kind} {n} m={g.EdgeCount} values {Stopwatch.GetElapsedTime(s).TotalSeconds:0.00}");
        s = Stopwatch.GetTimestamp();
        Laplacian.TryInvert(g, ones, matrix);
        output.WriteLine($"invert {Stopwatch.GetElapsedTime(s).TotalSeconds:0.00}");
        s = Stopwatch.GetTimestamp();
        Laplacian.Fill(g, ones, matrix);
        Starling.Algorithms.Numerics.SymmetricSpectrum.Of(n, matrix);
        output.WriteLine($"vectors {Stopwatch.GetElapsedTime(s).TotalSeconds:0.00}");
        var sp = GraphSpectrum.Of(g);
        output.WriteLine($"{sp.LambdaTwo} {2 - 2 * Math.Cos(Math.PI / n)} {sp.Chi2}");
    }
    [Theory]
    [InlineData("random-geometric", 100)]
    [InlineData("erdos-renyi", 150)]
    [InlineData("barbell", 48)]
    [InlineData("grid", 400)]
    [InlineData("line", 200)]
    [InlineData("ring-of-cliques", 144)]
    public void Optimise(string kind, int n)
    {
        long s = Stopwatch.GetTimestamp();
        var r = OptimisedRates.Of(Named.Graph(kind, n));
        output.WriteLine($"{kind} {n} m={r.Rates.Graph.EdgeCount} {r.Uniform.Total} -> {r.Rates.Total} gap {r.Gap:E2} uniform {r.IsUniform} {Stopwatch.GetElapsedTime(s).TotalSeconds:0.00} s");
    }
}
