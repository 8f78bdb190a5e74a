using Starling.Algorithms.Accelerators.Cuda;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Kernels;

namespace Starling.Bench.Gpu;

/// <summary>Compiles every kernel in the shapes that are used, without a device.</summary>
internal static class CompileCheck
{
    private static readonly int[] Capabilities = [80, 90];

    public static int Run(CheckOptions options)
    {
        if (CudaCompiler.TryLoad(out string reason) is not { } compiler)
        {
            Console.Error.WriteLine($"Nothing can be compiled: {reason}.");
            return 3;
        }

        Console.WriteLine($"NVRTC {compiler.Version()} ({compiler.Path})");
        int wrong = 0;
        foreach ((string label, KernelSource source) in Sources(options.Vectors))
        {
            foreach (int capability in Capabilities)
            {
                try
                {
                    CompiledKernels compiled = Compile(compiler, source, capability);
                    Console.WriteLine($"{label,-34} {compiled.Architecture,-24} {compiled.Image.Length,8} bytes");
                    foreach (string line in compiled.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains("registers", StringComparison.Ordinal) || line.Contains("spill", StringComparison.Ordinal) || line.Contains("warning", StringComparison.Ordinal)))
                        Console.WriteLine($"    {line.Trim()}");
                }
                catch (CudaException exception)
                {
                    wrong++;
                    Console.WriteLine($"{label}: {exception.Message}");
                }
            }
        }

        Console.WriteLine(wrong == 0 ? "Every kernel compiles." : $"{wrong} kernels do not compile.");
        return wrong == 0 ? 0 : 1;
    }

    public static IEnumerable<(string Label, KernelSource Source)> Sources(int n)
    {
        foreach (int rows in new[] { 1, 7, 14, n, 32 })
            yield return ($"gram_tile n={rows}", GramSource.Of(rows).Kernels);
        foreach (int size in new[] { 4, 8 })
        {
            string type = size == 4 ? "float" : "double";
            foreach (string file in new[] { "gram_pairs", "gram_total", "weighted_sum", "mixing_rows", "dithering", "largest" })
                yield return ($"{file} {type}", KernelSource.Of(file, size));
            yield return ($"mixing {n}x{n} {type}", KernelSource.Of("mixing", size, n, n));
            foreach (CoordinateRule rule in Enum.GetValues<CoordinateRule>().Where(rule => rule != CoordinateRule.Mean))
            {
                var plan = CoordinatePlan.Of(rule, n, n / 5, n - (n / 5));
                yield return ($"{rule} {type}", CoordinateSource.Of(plan, n, isMixed: false, size));
                yield return ($"mixed {rule} {type}", CoordinateSource.Of(plan, n, isMixed: true, size));
            }
        }

        yield return ("natural", KernelSource.Of("natural", 4));
        yield return ("fill", KernelSource.Of("fill", 4));
    }

    // Not every version of the compiler passes the report of registers on.
    private static CompiledKernels Compile(CudaCompiler compiler, KernelSource source, int capability)
    {
        try
        {
            return compiler.Compile(source.Text, $"{source.Name}.cu", capability, "--ptxas-options=-v");
        }
        catch (CudaException exception) when (exception.Message.Contains("option", StringComparison.OrdinalIgnoreCase))
        {
            return compiler.Compile(source.Text, $"{source.Name}.cu", capability);
        }
    }
}
